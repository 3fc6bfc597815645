import { defineMiniappFrame, type MiniappFrameElement } from '@drawbridge/host/element'
import { errorFacts } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { testHost, testMiniapp } from '../pages/sides.js'

/** The custom element: in markup, changed, refused, moved, removed. */
export const miniappFrame: Scenario = {
  async host(stage) {
    const host = testHost()
    defineMiniappFrame(host)
    const events: unknown[] = []
    const place = document.createElement('div')
    document.body.append(place)
    for (const name of ['miniapp-status', 'miniapp-error'])
      place.addEventListener(
        name,
        (event) => {
          const { detail } = event as CustomEvent
          events.push(typeof detail === 'string' ? detail : errorFacts(detail))
        },
        { capture: true },
      )
    place.innerHTML = `<miniapp-frame app-id="shop" title="The shop"></miniapp-frame>`
    const element = place.firstElementChild as MiniappFrameElement
    const before = element.miniapp ?? null
    element.setAttribute('src', stage.page('miniapp', { query: { name: 'first' } }))
    await turn()
    const first = element.miniapp
    const answers = [await first?.request('name', null)]
    element.title = 'Another title'
    const title = first?.iframe.title
    element.setAttribute('src', stage.page('miniapp', { query: { name: 'second' } }))
    element.setAttribute('partition', 'user-2')
    await turn()
    answers.push(await element.miniapp?.request('name', null))
    const statusOfFirst = first?.status
    element.setAttribute('src', 'javascript:alert(1)')
    await turn()
    const refused = element.miniapp ?? null
    element.setAttribute('src', stage.page('miniapp', { query: { name: 'third' } }))
    await turn()
    answers.push(await element.miniapp?.request('name', null))
    const last = element.miniapp
    element.remove()
    return {
      before,
      answers,
      title,
      statusOfFirst,
      refused,
      after: [element.miniapp ?? null, last?.status, frames.length],
      events,
      taken: taken(() => defineMiniappFrame(host)),
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('name', () => stage.query('name'))
    await miniapp.connected
    return null
  },
}

function turn(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)))
}

function taken(define: () => void): unknown {
  try {
    define()
    return null
  } catch (error) {
    return errorFacts(error)
  }
}
