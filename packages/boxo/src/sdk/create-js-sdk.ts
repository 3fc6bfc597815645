import { asRecord, BridgeError, isName } from '@drawbridge/core'
import { type BoxoAnswer, type BoxoMethod, type BoxoRequest, factsOf } from '../methods.js'
import { findNativeChannel } from '../native-channel.js'
import { type Body, INIT_DATA, LOGIN, LOGOUT, methodsIn, PAY } from '../wire.js'
import { forgetToken, keepInitData } from './cookies.js'
import { createHosts, type SdkListener } from './hosts.js'

export interface LoginProps {
  readonly confirmModalText?: string | undefined
  /** Told whether the person agreed. */
  readonly postConfirmCallback?: ((isConfirmed: boolean) => void) | undefined
}

type Params<M> = M extends BoxoMethod ? BoxoRequest<M> : Body
type Answer<M> = M extends BoxoMethod
  ? [BoxoAnswer<M>] extends [never]
    ? unknown
    : BoxoAnswer<M>
  : unknown

/** The API of `@appboxo/js-sdk`. */
export interface AppboxoSDK {
  /** Sends a method, and waits for nothing. */
  send<M extends BoxoMethod | (string & {})>(method: M, params?: Params<M>): void
  /** Sends a method; the answer, or an error with `error_type` and `error_data`. */
  sendPromise<M extends BoxoMethod | (string & {})>(
    method: M,
    params?: Params<M>,
  ): Promise<Answer<M>>
  subscribe(listener: SdkListener): void
  unsubscribe(listener: SdkListener): void
  /** Whether the page is in the webview of a native Boxo host. */
  isWebView(): boolean
  /** Whether the host has a method. On the web it is known once InitData has come. */
  supports(method: string): boolean
  init(): void
  getInitData(): Promise<BoxoAnswer<'AppBoxoWebAppGetInitData'>>
  login(props?: LoginProps): Promise<unknown>
  logout(): Promise<object>
  track(data: Body): Promise<unknown>
  pay(order: BoxoRequest<'AppBoxoWebAppPay'>): Promise<BoxoAnswer<'AppBoxoWebAppPay'>>
}

const TRACK = 'AppBoxoWebAppTrack'
const CLEAR_TOKEN = 'AppBoxoWebAppClearToken'
const PLATFORM = 'https://dashboard.appboxo.com/api/v1'

/** @param platform Where hosts that do not track themselves have it done. */
export function createJsSdk(platform: string = PLATFORM): AppboxoSDK {
  const hosts = createHosts()
  let initData: Body | undefined

  function send(method: string, params: Body = {}): void {
    hosts.find()?.send(method, params)
  }

  async function learn(): Promise<Body> {
    initData = await hosts.ask(INIT_DATA, {})
    return initData
  }

  /** On the web only InitData tells what the host has. */
  async function has(method: string): Promise<boolean> {
    if (!findNativeChannel() && !initData) await learn().catch(() => {})
    return supports(method)
  }

  function supports(method: string): boolean {
    const known = hosts.find()?.has(method)
    if (known === false) return false
    const told = methodsIn(initData ?? {})
    return told.length > 0 ? told.includes(method) : (known ?? factsOf(method)?.web === true)
  }

  async function login({ confirmModalText, postConfirmCallback }: LoginProps = {}) {
    try {
      const answer = await hosts.ask(LOGIN, {
        ...(confirmModalText !== undefined && { confirmModalText }),
      })
      const { payload } = answer
      if (!isName(asRecord(payload).token, 10_000))
        throw new BridgeError('INVALID_MESSAGE', 'The host answered the login without a token')
      postConfirmCallback?.(true)
      return payload
    } catch (error) {
      postConfirmCallback?.(false)
      throw Object.assign(error as BridgeError, { status: 'Error', error })
    }
  }

  async function logout(): Promise<object> {
    forgetToken()
    if (await has(LOGOUT)) return hosts.ask(LOGOUT, {})
    if (await has(CLEAR_TOKEN)) return hosts.ask(CLEAR_TOKEN, {})
    // This host keeps nothing of it.
    return {}
  }

  async function track(data: Body): Promise<unknown> {
    if (await has(TRACK)) return hosts.ask(TRACK, data)
    const { app_id, client_id } = initData ?? (await learn())
    const response = await fetch(`${platform}/analytics/track/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...data, app_id, client_id }),
      keepalive: true,
    })
    if (!response.ok)
      throw new BridgeError('HTTP_ERROR', `The platform answered ${response.status} to track()`)
    return response.json()
  }

  const sdk: AppboxoSDK = {
    send: send as AppboxoSDK['send'],
    sendPromise: ((method: string, params: Body = {}) =>
      hosts.ask(method, params)) as AppboxoSDK['sendPromise'],
    subscribe(listener) {
      hosts.find()
      hosts.listeners.push(listener)
    },
    unsubscribe(listener) {
      const index = hosts.listeners.indexOf(listener)
      if (index >= 0) hosts.listeners.splice(index, 1)
    },
    isWebView: () => findNativeChannel() !== undefined,
    supports,
    init: () => send('AppBoxoWebAppInit'),
    async getInitData() {
      const data = await learn()
      keepInitData(data)
      return data as BoxoAnswer<'AppBoxoWebAppGetInitData'>
    },
    login,
    logout,
    track,
    pay: (order) => hosts.ask(PAY, order) as Promise<BoxoAnswer<'AppBoxoWebAppPay'>>,
  }
  return sdk
}
