import type { NodeRequest } from './node-request.js'

/** What is needed of Node's `ServerResponse`. */
export interface NodeResponse {
  readonly headersSent: boolean
  writeHead(status: number, headers: Record<string, string>): unknown
  end(body: Uint8Array): unknown
}

export async function sendResponse(
  response: Response,
  { complete, httpVersionMajor }: NodeRequest,
  outgoing: NodeResponse,
): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  // A timeout of the server may have answered before.
  if (outgoing.headersSent) return
  const headers = Object.fromEntries(response.headers)
  // What is left of a refused body would be read to its end, however long it is. HTTP/2 holds it back by itself.
  if (!complete && httpVersionMajor < 2) headers.connection = 'close'
  outgoing.writeHead(response.status, headers)
  outgoing.end(body)
}
