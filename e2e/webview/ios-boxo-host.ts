import type { View, ViewEvents } from './native-app.js'

type Body = Readonly<Record<string, unknown>>

/** A custom event as the iOS SDK gives it to the app, which changes it and sends it back. */
interface CustomEvent {
  readonly type: string
  readonly requestId: number
  payload: unknown
  errorType: string
}

export interface IosBoxoHost {
  /** What came, as it came: the name of the handler and what was posted to it. */
  readonly posted: readonly (readonly [handler: string, body: unknown])[]
}

/** The handlers that this app registers: one for each method. */
const methods = ['GetInitData', 'CustomEvent', 'Login', 'Pay'].map((name) => `AppBoxoWebApp${name}`)

/**
 * An app with the Boxo SDK for iOS, as far as a miniapp meets it, written after what is known of that SDK and with nothing of
 * ours: ids are integers or 0, payloads are dictionaries or nothing, InitData names no methods, pushes have the id 0.
 */
export async function openIosBoxoApp(
  open: (events: ViewEvents) => View,
  onCustomEvent: (event: CustomEvent, send: (event: Partial<CustomEvent>) => void) => void,
): Promise<IosBoxoHost & { readonly view: View }> {
  const posted: [string, unknown][] = []
  const view = open({
    message(text, _url, name, value) {
      posted.push([name, text ?? value])
      onMessage(name, dictionary(text ?? value) ?? {})
    },
  })

  function say(type: string, data: Body): void {
    const detail = JSON.stringify({ type, data })
    const init = `{bubbles:false,cancelable:false,detail:${detail}}`
    view.fire(`window.dispatchEvent(new CustomEvent('AppBoxoWebAppEvent',${init}))`)
  }

  function sendCustomEvent({
    requestId = 0,
    type,
    payload,
    errorType,
  }: Partial<CustomEvent>): void {
    say('AppBoxoWebAppCustomEvent', {
      request_id: requestId,
      type,
      ...(errorType && { error_type: errorType }),
      ...(dictionary(payload) && { payload }),
    })
  }

  function onMessage(method: string, body: Body): void {
    const { request_id: id, type, payload } = body
    const requestId = Number.isInteger(id) ? (id as number) : 0
    if (method === 'AppBoxoWebAppCustomEvent')
      onCustomEvent(
        { requestId, type: String(type), payload: dictionary(payload), errorType: '' },
        sendCustomEvent,
      )
    else if (method === 'AppBoxoWebAppGetInitData')
      say(method, {
        request_id: requestId,
        app_id: 'shop',
        client_id: 'ios-app',
        sandbox_mode: false,
        language: 'de',
        data: {},
      })
    else if (method === 'AppBoxoWebAppLogin')
      say(method, { request_id: requestId, payload: { token: 't', refresh_token: 'r' } })
    // A payment has no id: it is known by its token.
    else say(method, { ...body, status: 'success', hostappOrderId: 'h' })
  }

  for (const method of methods) await view.handler(method)
  return { view, posted }
}

function dictionary(value: unknown): Body | undefined {
  const isOne = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isOne ? (value as Body) : undefined
}
