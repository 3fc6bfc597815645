import type { Served } from './serve.js'

export interface Said {
  readonly status: number
  readonly body: unknown
}

/** One request to a fake, and what it answered. */
export async function ask(
  { url }: Served,
  path: string,
  {
    method = 'POST',
    headers = {},
    body,
  }: { method?: string; headers?: object; body?: unknown } = {},
): Promise<Said> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: text }),
  })
  const said = await response.text()
  const isJson = /^[[{"]/.test(said)
  return { status: response.status, body: isJson ? JSON.parse(said) : said }
}
