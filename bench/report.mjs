export async function report(x) {
  console.log(JSON.stringify(x).length)
}
