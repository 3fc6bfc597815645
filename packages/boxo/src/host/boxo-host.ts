import { type BridgeContext, BridgeError, createBudget, isName } from '@drawbridge/core'
import type { App, AppPlace, HostConnector, HostContext, WebviewWire } from '@drawbridge/host'
import { type BoxoAnswer, type BoxoMethod, type BoxoRequest, boxoMethods } from '../methods.js'
import { type Body, CUSTOM_EVENT, INIT_DATA, isId, readMiniappEnvelope } from '../wire.js'
import { type AddressOptions, createOpener } from './addresses.js'
import type { Answers } from './answers.js'
import { type DeviceOptions, deviceAnswers } from './device.js'
import { createHostLink, type HostLink } from './host-link.js'
import { nativeWords, webWords } from './host-words.js'
import { createUsedIds } from './ids.js'
import { type ScreenOptions, screenAnswers } from './screens.js'
import { type BoxoTokens, createSignIn, type SignInOptions } from './sign-in.js'
import { type StorageOptions, storageAnswers } from './storage.js'
import { webviewWire } from './webview.js'

export interface BoxoHostOptions
  extends SignInOptions,
    StorageOptions,
    AddressOptions,
    DeviceOptions,
    ScreenOptions {
  /** What the miniapp is started with: `payload` of its InitData. */
  readonly payload?: string | ((app: App) => string) | undefined
  readonly sandbox?: boolean | undefined
  /** Colours and logo, for miniapps that ask for them. */
  readonly look?: BoxoLook | undefined
  /** Takes a payment. What it returns is put over the order and sent back. */
  readonly pay?:
    | ((
        order: BoxoRequest<'AppBoxoWebAppPay'>,
        context: HostContext,
      ) => PayAnswer | Promise<PayAnswer>)
    | undefined
}

export interface BoxoLook {
  readonly primaryColor?: string | undefined
  readonly secondaryColor?: string | undefined
  readonly tertiaryColor?: string | undefined
  readonly logo?: string | undefined
}

export interface PayAnswer {
  readonly status: 'success' | 'failed' | 'cancelled'
  readonly hostappOrderId?: string | undefined
  readonly transactionId?: string | undefined
  readonly error?: string | undefined
}

export interface BoxoHost extends HostConnector {
  /** For `joinWebview`: `script` is injected behind the script of the platform. */
  readonly webview: WebviewWire
  /** The tokens that a miniapp of this id gets when it logs in; `undefined` forgets them. */
  setTokens(appId: string, tokens: BoxoTokens | undefined): void
}

/** So many sessions may begin in ten seconds, as by Drawbridge's own handshake. */
const SESSIONS = 10
const SESSIONS_MS = 10_000

/** Answered by the link itself: without it a miniapp does not start. */
const always: readonly string[] = [INIT_DATA, 'AppBoxoWebAppInit', CUSTOM_EVENT]

/**
 * Lets Boxo miniapps run in a Drawbridge host: `createHost({ connectors: [boxoHost({ clientId })] })`.
 *
 * Custom events are the host's own events. Every other Boxo method is an event of its own name: some are answered here;
 * a handler that the host has for one when a miniapp is mounted goes first.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a missing clientId.
 */
export function boxoHost(options: BoxoHostOptions): BoxoHost {
  if (!isName(options.clientId))
    throw new BridgeError('INVALID_PAYLOAD', 'clientId must be a text of 1 to 256 characters')
  const signIn = createSignIn(options)
  return {
    name: 'boxo',
    webview: webviewWire,
    setTokens: signIn.setTokens,
    join(place) {
      const { app } = place
      answer(place, {
        ...signIn.answers(app),
        ...appAnswers(place, options),
        ...storageAnswers(app, options),
        ...(typeof document === 'object' && deviceAnswers(options, createOpener(options))),
        ...(typeof document === 'object' && screenAnswers(app, options)),
      })
      return listen(place, options)
    },
  }
}

/** Adds what has no handler yet. */
function answer({ app, answers }: AppPlace, all: Answers): void {
  // Each handler is given the request of its own method: the link has checked it.
  for (const [method, handler] of Object.entries(all))
    if (!answers(method)) app.onCustomEvent(method, handler as never)
}

function appAnswers({ app, host }: AppPlace, { pay, look = {} }: BoxoHostOptions): Answers {
  const close = (): BoxoAnswer<'AppBoxoWebAppCloseMiniApp'> => {
    // After the answer has left.
    setTimeout(() => void app.close({ reason: 'miniapp' }))
    return {}
  }
  return {
    AppBoxoWebAppCloseMiniApp: close,
    AppBoxoWebAppCloseMiniapp: close,
    AppBoxoWebAppGetMiniappSettings: () => ({
      miniapp_settings: {
        colors: {
          primary_color: look.primaryColor ?? '',
          secondary_color: look.secondaryColor ?? '',
          tertiary_color: look.tertiaryColor ?? '',
        },
        hostapp: { name: host, logo: look.logo ?? '' },
      },
    }),
    ...(pay && {
      async AppBoxoWebAppPay(order, context) {
        return {
          ...order,
          ...(await pay(order, context)),
          transactionToken: order.transactionToken,
        }
      },
    }),
  }
}

/** Joins what the document says with the session that it has. */
function listen(place: AppPlace, options: BoxoHostOptions): ReturnType<HostConnector['join']> {
  const { app, platform } = place
  const words = platform === 'web' ? webWords : nativeWords
  const sessions = createBudget(SESSIONS, SESSIONS_MS)
  let link: HostLink | undefined
  let origin = ''
  let used = createUsedIds()

  const initData = (context: BridgeContext): Body => initDataOf(place, options, context)

  /** Another document speaks. What was with the one before is over, even when it is not heard. */
  function begin(from: string): HostLink | undefined {
    if (sessions.isSpent) return void link?.close('reload')
    sessions.spend(1)
    origin = from
    const next = createHostLink({
      appId: app.appId,
      words,
      initData,
      post: (word) => place.post(word, from),
    })
    link = next
    place.accept(next, from)
    return next
  }

  function refuse(method: string, id: number | string | undefined, from: string): void {
    const error = new BridgeError('NOT_ALLOWED', 'This document speaks Drawbridge with its host')
    for (const word of words.refusal({ method, type: '', id }, error)) place.post(word, from)
  }

  return (message, from) => {
    const said = readMiniappEnvelope(message)
    if (!said || app.status === 'unmounted') return
    const { method, params } = said
    const { request_id: id } = params
    const isOpen = link?.isOpen === true
    if (!isOpen && place.isTaken()) return refuse(method, isId(id) ? id : undefined, from)
    const isRepeated = typeof id === 'number' && used.isRepeated(id)
    if (isRepeated || from !== origin) {
      used = createUsedIds()
      if (typeof id === 'number') used.isRepeated(id)
    }
    const current = isOpen && !isRepeated && from === origin ? link : begin(from)
    current?.hear(method, params)
  }
}

function initDataOf(
  { app, answers }: AppPlace,
  { clientId, payload = '', sandbox = false }: BoxoHostOptions,
  { locale, theme }: BridgeContext,
): Body {
  const { capabilities } = app
  const isGranted = (name: string): boolean =>
    capabilities.includes('*') || capabilities.includes(name)
  const handlers = (Object.keys(boxoMethods) as BoxoMethod[]).filter(
    (name) => always.includes(name) || (answers(name) && isGranted(name)),
  )
  return {
    app_id: app.appId,
    client_id: clientId,
    payload: typeof payload === 'function' ? payload(app) : payload,
    sandbox_mode: sandbox,
    data: {
      handlers,
      capabilities: handlers,
      ...(isName(locale) && { locale }),
      ...(isName(theme) && { theme }),
    },
  }
}
