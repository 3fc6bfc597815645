/** Lists in lists, so many levels deep. */
export function deep(levels: number): unknown[] {
  let value: unknown[] = []
  for (let level = 1; level < levels; level++) value = [value]
  return value
}
