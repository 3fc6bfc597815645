const FOCUSABLE = 'button:not([disabled]), a[href], input:not([disabled]), [tabindex="0"]'

/**
 * Makes `element` the only part of the page that can be reached: everything beside it and beside its ancestors is
 * inert, Tab stays inside, Escape calls `onEscape`. Returns the way back.
 */
export function makeModal(element: HTMLElement, onEscape: () => void): () => void {
  const inert = outsideOf(element).filter((other) => !other.inert)
  for (const other of inert) other.inert = true

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault()
      onEscape()
    }
    if (event.key === 'Tab') keepInside(event)
  }

  function keepInside(event: KeyboardEvent): void {
    const stops = [...element.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) =>
      stop.checkVisibility(),
    )
    const [first] = stops
    const last = stops.at(-1)
    const { activeElement } = document
    const isAtEdge = event.shiftKey
      ? activeElement === first || activeElement === element
      : activeElement === last
    if (stops.length > 0 && !isAtEdge) return
    event.preventDefault()
    const next = event.shiftKey ? last : first
    next?.focus()
  }

  element.addEventListener('keydown', onKeyDown)
  element.focus({ preventScroll: true })
  return () => {
    element.removeEventListener('keydown', onKeyDown)
    for (const other of inert) other.inert = false
  }
}

function outsideOf(element: HTMLElement): HTMLElement[] {
  const outside: HTMLElement[] = []
  for (let inside = element; inside !== document.body; ) {
    const parent = inside.parentElement
    if (!parent) break
    for (const child of parent.children)
      if (child !== inside && child instanceof HTMLElement) outside.push(child)
    inside = parent
  }
  return outside
}
