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
  const onFreeze = ({ type, persisted = true }: Partial<PageTransitionEvent>): void => {
    const freezes = type === 'freeze' || type === 'pagehide'
    if (!persisted || freezes === isFrozen) return
    isFrozen = freezes
    tell(freezes ? 'frozen' : 'resumed')
  }
  const ways: [EventTarget, string, (event: Event) => void][] = [
    [document, 'visibilitychange', () => tell(document.hidden ? 'hidden' : 'visible')],
    [document, 'freeze', onFreeze],
    [document, 'resume', onFreeze],
    [window, 'pagehide', onFreeze],
    [window, 'pageshow', onFreeze],
  ]
  for (const [target, name, listener] of ways) target.addEventListener(name, listener)
  return () => {
    for (const [target, name, listener] of ways) target.removeEventListener(name, listener)
  }
}
