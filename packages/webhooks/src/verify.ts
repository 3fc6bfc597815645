import { equalInConstantTime } from './constant-time.js'
import type { TokenVerification, Verification } from './definition.js'
import { compileHmac } from './hmac.js'
import { Refusal } from './refusal.js'
import { secretTexts } from './secrets.js'
import type { Verify } from './verifier.js'

export function compileVerification(rule: Verification): Verify {
  if (rule.type === 'none') return async () => {}
  return rule.type === 'header-token' ? compileToken(rule) : compileHmac(rule)
}

/** The headers that prove who sent a request, and so are kept out of events and logs. */
export function proofHeadersOf(rule: Verification): string[] {
  if (rule.type === 'none') return []
  const named =
    rule.type === 'header-token' || !rule.pairs
      ? [rule.headerName as string]
      : rule.pairs.map(({ headerName }) => headerName)
  return named.map((header) => header.toLowerCase())
}

function compileToken({ headerName, secretKey, prefix = '' }: TokenVerification): Verify {
  const prefixes = [prefix].flat()
  return async ({ headers }, secretOf) => {
    const header = headers.get(headerName)
    if (header === null) throw new Refusal('token-missing', `no header ${headerName}`)
    const tokens = prefixes.flatMap((start) =>
      header.startsWith(start) ? header.slice(start.length) : [],
    )
    let isRight = false
    for (const secret of secretTexts(secretKey, secretOf(secretKey)))
      for (const token of tokens) if (await equalInConstantTime(token, secret)) isRight = true
    if (!isRight) throw new Refusal('token-wrong', `the token in ${headerName} is another one`)
  }
}
