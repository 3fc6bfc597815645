import { type MountedMiniapp, tap } from '@drawbridge/host'
import type { Miniapp } from '@drawbridge/miniapp'

// Each side asks for signs of life as it likes, and says when a window hides it: they tell nothing of who else speaks.
const ambient: readonly string[] = ['bridge/ping', '$/alive', 'bridge/lifecycle']

/** Everything that a side hears from now on and that becomes of it, as short texts. */
export function witness(side: Miniapp | MountedMiniapp): readonly string[] {
  const seen: string[] = []
  tap(side, ({ direction, kind, method, type = '' }) => {
    if (direction === 'in' && !ambient.includes(method))
      seen.push(`${kind} ${method} ${type}`.trim())
  })
  // Both tell of these by the same names; a mounted miniapp has no context to tell of.
  const on = side.on as Miniapp['on']
  on('status', (status) => seen.push(`status ${status}`))
  on('session', () => seen.push('session'))
  on('context', () => seen.push('context'))
  on('error', ({ code }) => seen.push(`error ${code}`))
  return seen
}
