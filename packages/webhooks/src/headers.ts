const secretHeaders = ['authorization', 'proxy-authorization', 'cookie']

/** Headers for a handler or a queue, without those that could be used to send a request in the same name. */
export function publicHeaders(headers: Headers, proofs: readonly string[]): Record<string, string> {
  const hidden = new Set([...secretHeaders, ...proofs])
  return Object.fromEntries([...headers].filter(([name]) => !hidden.has(name)))
}
