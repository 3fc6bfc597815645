import { asRecord, BridgeError, isName } from '@drawbridge/core'
import type { App, HostContext } from '@drawbridge/host'
import type { BoxoRequest } from '../methods.js'
import type { Answers } from './answers.js'

export interface BoxoTokens {
  readonly token: string
  readonly refresh_token?: string | undefined
}

export interface SignInOptions {
  /** The id of the host app on the platform. */
  readonly clientId: string
  /**
   * Signs the person in to a miniapp: gives the miniapp's tokens, or an auth code for which the platform gives them.
   * Not asked while tokens are set.
   */
  readonly login?:
    | ((
        request: BoxoRequest<'AppBoxoWebAppLogin'>,
        context: HostContext,
      ) => LoginAnswer | Promise<LoginAnswer>)
    | undefined
  /** Told when a miniapp signs the person out; its tokens are forgotten by then. */
  readonly onLogout?: ((app: App) => void) | undefined
  /** Where auth codes are exchanged. @default 'https://dashboard.boxo.io/api/v1' */
  readonly platform?: string | undefined
}

export type LoginAnswer = BoxoTokens | { readonly authCode: string }

const PLATFORM = 'https://dashboard.boxo.io/api/v1'

export interface SignIn {
  answers(app: App): Answers
  setTokens(appId: string, tokens: BoxoTokens | undefined): void
}

/** Tokens of miniapps: set beforehand, given by the host when asked, or got for an auth code. */
export function createSignIn(options: SignInOptions): SignIn {
  const { clientId, login, onLogout } = options
  const tokens = new Map<string, BoxoTokens>()

  async function signIn(
    app: App,
    request: BoxoRequest<'AppBoxoWebAppLogin'>,
    context: HostContext,
  ): Promise<BoxoTokens> {
    const known = tokens.get(app.appId)
    if (known) return known
    if (!login)
      throw new BridgeError(
        'NO_HANDLER',
        `No tokens are set for "${app.appId}", and no login is given`,
      )
    const given = await login(request, context)
    if ('token' in given) return given
    const platform = options.platform ?? PLATFORM
    return exchange(`${platform}/authorize/`, given.authCode, app.appId, clientId, context.signal)
  }

  function signOut(app: App): void {
    tokens.delete(app.appId)
    onLogout?.(app)
  }

  return {
    setTokens(appId, next) {
      if (next) tokens.set(appId, next)
      else tokens.delete(appId)
    },
    answers: (app) => ({
      async AppBoxoWebAppLogin(request, context) {
        const { token, refresh_token } = await signIn(app, request, context)
        return { payload: { token, ...(refresh_token !== undefined && { refresh_token }) } }
      },
      AppBoxoWebAppLogout() {
        signOut(app)
        return { result: true }
      },
      AppBoxoWebAppClearToken() {
        signOut(app)
        return {}
      },
      // The miniapp got its token from elsewhere: nothing here needs it.
      AppBoxoWebAppSaveToken: () => ({}),
    }),
  }
}

async function exchange(
  url: string,
  authCode: string,
  appId: string,
  clientId: string,
  signal: AbortSignal,
): Promise<BoxoTokens> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth_code: authCode, client_id: clientId, app_id: appId }),
    signal,
  }).catch((cause: unknown) => {
    throw new BridgeError('HTTP_ERROR', 'The platform could not be reached', { cause })
  })
  const answer = asRecord(await response.json().catch(() => undefined))
  const { auth_token, token = auth_token, refresh_token, error_code: code, error_message } = answer
  if (response.ok && isName(token, 10_000))
    return { token, ...(isName(refresh_token, 10_000) && { refresh_token }) }
  const text = isName(error_message, 1_000)
    ? error_message
    : `The platform answered ${response.status}`
  throw new BridgeError(isName(code, 64) ? code : 'UNAUTHORIZED', text)
}
