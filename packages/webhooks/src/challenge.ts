import type { ChallengeResponse } from './definition.js'
import { toText } from './places.js'
import { compilePath, readQuery } from './query.js'
import { Refusal } from './refusal.js'

const MAX_CHALLENGE = 1_000

/** Gives the response to a challenge in a body, or undefined for a body that is none. */
export type AnswerChallenge = (body: unknown) => Response | undefined

export function compileChallenge(rule: ChallengeResponse | undefined): AnswerChallenge {
  if (rule?.identifyField === undefined) return () => undefined
  const identify = compilePath(rule.identifyField)
  const challenge = compilePath(rule.challengePath as string)
  return (body) => {
    if (toText(readQuery(identify, body)) !== rule.identifyValue) return
    return echo(readQuery(challenge, body), rule.responseField)
  }
}

/** The answer to a handshake by GET, once its token was found right. */
export function answerGet(
  rule: NonNullable<ChallengeResponse['get']>,
  query: URLSearchParams,
): Response {
  return echo(query.get(rule.challengeParam), undefined)
}

/** Never as HTML: the text is the sender's, and a browser would run it. */
function echo(challenge: unknown, field: string | undefined): Response {
  const text = toText(challenge)
  if (text === undefined || text.length > MAX_CHALLENGE)
    throw new Refusal('challenge-invalid', `it is no text of 1 to ${MAX_CHALLENGE} characters`)
  return new Response(field === undefined ? text : JSON.stringify({ [field]: challenge }), {
    headers: {
      'content-type':
        field === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    },
  })
}
