/** What a driver reads, as JSON, from the text of the element `#result`. */
export type Published =
  | {
      readonly result: unknown
      /** What no code caught, in any page of the scenario. */
      readonly uncaught: readonly string[]
    }
  | { readonly failed: string }

export function publish(published: Published): void {
  const element = document.createElement('pre')
  element.id = 'result'
  element.textContent = JSON.stringify(published, null, 2)
  document.body.append(element)
}
