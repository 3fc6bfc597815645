import { isSameSecret } from '@drawbridge/http/server'
import { sign, verify } from 'hono/jwt'
import type { UserConfig } from './config.js'

/** Who may send app events, and their tokens. */
export interface Users {
  /** A new token for the user with these credentials. */
  signIn(body: unknown): Promise<{ readonly user: object; readonly token: string } | undefined>
  /** A token without a password: for a backend that knows its users itself. */
  createToken(userId: string): Promise<string>
  /** The user's id, or `undefined` for a token that is missing, wrong or over. */
  userOf(authorization: string | null): Promise<string | undefined>
}

const TOKEN_TTL_SECONDS = 30 * 24 * 60 * 60

export function createUsers(
  users: readonly UserConfig[],
  tokenSecret: string = randomSecret(),
  now: () => number,
): Users {
  async function createToken(userId: string): Promise<string> {
    const iat = Math.floor(now() / 1_000)
    const claims = { id: userId, scope: ['user'], iat, exp: iat + TOKEN_TTL_SECONDS }
    return sign(claims, tokenSecret, 'HS256')
  }

  return {
    createToken,
    async signIn(body) {
      const { username, email, password } = (body ?? {}) as Record<string, unknown>
      if (typeof password !== 'string') return
      const found = users.find(
        (user) =>
          (username !== undefined && user.username === username) ||
          (email !== undefined && user.email === email),
      )
      // As long for a name that does not exist.
      const isRight = await isSameSecret(password, found?.password ?? '')
      if (!found || !isRight) return
      const { password: _, ...user } = found
      return { user: { ...user, isActive: true }, token: await createToken(found.id) }
    },
    async userOf(authorization) {
      const [scheme, token, ...rest] = authorization?.split(' ') ?? []
      if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) return
      try {
        // The end is looked at here, by the same clock that gave it.
        const { id, exp } = await verify(token, tokenSecret, {
          alg: 'HS256',
          exp: false,
          iat: false,
          nbf: false,
        })
        return typeof id === 'string' && Number(exp) * 1_000 > now() ? id : undefined
      } catch {
        return
      }
    },
  }
}

function randomSecret(): string {
  return `${crypto.randomUUID()}${crypto.randomUUID()}`
}
