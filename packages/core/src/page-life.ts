import type { Off } from './emitter.js'

/** What happens to the page that a side lives in. */
export type PageState = 'hidden' | 'visible' | 'frozen' | 'resumed'

/**
 * Says when this page is hidden, frozen or comes back.
 *
 * A page that goes into the back-forward cache counts as frozen: it may come back with its port.
 *
 * Source: Page Lifecycle (WICG), HTML section 7.4.6 "pagehide" and "pageshow".
 */
export function watchPage(tell: (state: PageState) => void): Off {
  if (typeof document !== 'object') return () => {}
  let isFrozen = false
  // Chromium says of a page both that it goes into the cache and that it freezes.
  const become = (frozen: boolean): void => {
    if (frozen !== isFrozen) tell(frozen ? 'frozen' : 'resumed')
    isFrozen = frozen
  }
  const ways: [EventTarget, string, (event: Event) => void][] = [
    [document, 'visibilitychange', () => tell(document.hidden ? 'hidden' : 'visible')],
    [document, 'freeze', () => become(true)],
    [document, 'resume', () => become(false)],
    [window, 'pagehide', (event) => (event as PageTransitionEvent).persisted && become(true)],
    [window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && become(false)],
  ]
  for (const [target, name, listener] of ways) target.addEventListener(name, listener)
  return () => {
    for (const [target, name, listener] of ways) target.removeEventListener(name, listener)
  }
}
