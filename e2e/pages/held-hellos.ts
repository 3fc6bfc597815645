export interface HeldHellos {
  /** Resolves when so many windows have said hello. */
  of(windows: number): Promise<void>
  /** Lets everything through that was held, and holds nothing more. */
  release(): void
}

/**
 * Keeps hellos from the listeners that are added after this, as a page does that is busy: what is in between happens
 * while they wait.
 */
export function holdHellos(): HeldHellos {
  const held: MessageEventInit[] = []
  let onHeld = (): void => {}

  function onMessage(event: MessageEvent): void {
    if (event.data?.drawbridge !== 1 || event.data.kind !== 'hello') return
    event.stopImmediatePropagation()
    const { data, origin, source, ports } = event
    // Read now: an event forgets its source when that goes elsewhere.
    held.push({ data, origin, source, ports: [...ports] })
    onHeld()
  }

  addEventListener('message', onMessage)
  return {
    of: (windows) =>
      new Promise((resolve) => {
        onHeld = () => {
          if (new Set(held.map(({ source }) => source)).size >= windows) resolve()
        }
        onHeld()
      }),
    release() {
      removeEventListener('message', onMessage)
      for (const hello of held) dispatchEvent(new MessageEvent('message', hello))
    },
  }
}
