export interface HeldHellos {
  /** Resolves when the next hello has come. */
  next(): Promise<void>
  /** Lets everything through that was held, and holds nothing more. */
  release(): void
}

/**
 * Keeps hellos from the listeners that are added after this, as a page does that is busy: what is in between happens
 * while they wait.
 */
export function holdHellos(): HeldHellos {
  const held: MessageEvent[] = []
  let onNext: (() => void) | undefined

  function onMessage(event: MessageEvent): void {
    if (event.data?.kind !== 'hello') return
    event.stopImmediatePropagation()
    held.push(event)
    onNext?.()
  }

  addEventListener('message', onMessage)
  return {
    next: () =>
      new Promise((resolve) => {
        onNext = resolve
      }),
    release() {
      removeEventListener('message', onMessage)
      for (const { data, origin, source, ports } of held)
        dispatchEvent(new MessageEvent('message', { data, origin, source, ports: [...ports] }))
    },
  }
}
