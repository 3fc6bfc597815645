import type { MountedMiniapp } from '@drawbridge/host'
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

/** What the element looks like without a style of the page, with one, and hidden; under a policy that forbids styles in markup. */
export const miniappFrameBox: Scenario = {
  async host(stage) {
    if (stage.query('csp') !== 'strict') {
      location.search += '&csp=strict'
      return await new Promise(() => {})
    }
    defineMiniappFrame(testHost())
    const element = document.createElement('miniapp-frame') as MiniappFrameElement
    element.setAttribute('src', stage.page('miniapp'))
    element.setAttribute('app-id', 'shop')
    document.body.append(element)
    await turn()
    const { iframe } = element.miniapp as MountedMiniapp
    const box = (): unknown[] => {
      const [outer, inner] = [element, iframe].map((one) => one.getBoundingClientRect())
      return [
        getComputedStyle(element).display,
        [outer?.width, outer?.height],
        [inner?.width, inner?.height],
        [iframe.clientWidth, iframe.clientHeight],
      ]
    }
    const isAsWide = element.clientWidth === document.body.clientWidth
    element.style.width = '600px'
    const unstyled = box()
    element.style.height = '400px'
    const sized = box()
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      'miniapp-frame{display:inline-block}iframe{border:5px solid;box-sizing:border-box}',
    )
    document.adoptedStyleSheets = [sheet]
    const overridden = box()
    document.adoptedStyleSheets = []
    element.hidden = true
    const hidden = box()
    return { isAsWide, unstyled, sized, overridden, hidden }
  },
  async miniapp() {
    return null
  },
}

/** One of the two attributes that it needs, and who hears of it. */
export const miniappFrameHalf: Scenario = {
  async host(stage) {
    defineMiniappFrame(testHost())
    const heard: unknown[] = []
    document.addEventListener('miniapp-error', ({ target, detail }: CustomEventInit & Event) =>
      heard.push([(target as Element).id, detail.code, detail.message]),
    )
    const connected = new Promise((resolve) =>
      document.addEventListener('miniapp-status', ({ detail }: CustomEventInit & Event) =>
        resolve(detail),
      ),
    )
    const add = async (id: string, attributes: Record<string, string>): Promise<Element> => {
      const element = document.createElement('miniapp-frame')
      element.id = id
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      document.body.append(element)
      await turn()
      return element
    }
    await add('neither', { title: 'Shop' })
    await add('no-src', { 'app-id': 'shop' })
    const element = await add('no-id', { src: stage.page('miniapp') })
    // It is told once.
    element.setAttribute('partition', 'user-2')
    await turn()
    element.setAttribute('app-id', 'shop')
    return { status: await connected, heard }
  },
  async miniapp(stage) {
    await testMiniapp(stage).connected
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

/** `moveBefore` keeps the page in a frame, so that the miniapp in it goes on. */
export const miniappFrameMoved: Scenario = {
  async host(stage) {
    defineMiniappFrame(testHost())
    const [from, to] = ['div', 'div'].map((name) => document.createElement(name))
    document.body.append(from as Element, to as Element)
    const element = document.createElement('miniapp-frame') as MiniappFrameElement
    element.setAttribute('app-id', 'shop')
    element.setAttribute('src', stage.page('miniapp', { query: { name: 'moved' } }))
    from?.append(element)
    await turn()
    const { miniapp } = element
    const session = await miniapp?.connected
    const { moveBefore } = to as unknown as { moveBefore(node: Node, before: null): void }
    moveBefore.call(to, element, null)
    await turn()
    return {
      isSame: element.miniapp === miniapp && element.parentElement === to,
      isSameSession: element.miniapp?.session?.id === session?.id,
      answer: await element.miniapp?.request('name', null),
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('name', () => stage.query('name'))
    await miniapp.connected
    return null
  },
}
