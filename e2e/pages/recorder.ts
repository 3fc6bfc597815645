/** Everything that reaches this page's window from now on, but what the pages of a scenario tell each other. */
export interface Recorder {
  /** The kinds of the bridge's messages but for knocks, each once; anything else as JSON. */
  kinds(): readonly string[]
  /** How many ports came. */
  ports(): number
  /** All of it as text. */
  text(): string
}

export function recordWindow(): Recorder {
  const messages: { readonly data: unknown; readonly ports: number }[] = []
  addEventListener('message', ({ data, ports }) => {
    // A knock is empty, and comes when the frame has loaded: before or after everything else.
    const isKnock = text(data) === '{"drawbridge":1,"kind":"knock"}'
    if (!data?.stage && !isKnock) messages.push({ data, ports: ports.length })
  })
  return {
    kinds: () => [
      ...new Set(messages.map(({ data }) => (data as { kind?: string })?.kind ?? text(data))),
    ],
    ports: () => messages.reduce((sum, { ports }) => sum + ports, 0),
    text: () => text(messages),
  }
}

function text(value: unknown): string {
  return JSON.stringify(value)
}
