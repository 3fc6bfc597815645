import { type Bytes, concatBytes, encodeText } from './bytes.js'

export interface SignedParts {
  readonly body: Bytes
  readonly timestamp: string | undefined
  readonly id: string | undefined
}

/**
 * Compiles the template of the signed bytes. They are put together as bytes: replacing in a text would trip over
 * `$&` in a body, and over a body that is no text.
 */
export function compileSignedPayload(template: string): (parts: SignedParts) => Bytes {
  const pieces = template.split(/(\{(?:body|timestamp|id)\})/).filter((piece) => piece !== '')
  if (pieces.length === 1) return ({ body }) => body
  return ({ body, timestamp = '', id = '' }) =>
    concatBytes(
      pieces.map((piece) => {
        if (piece === '{body}') return body
        if (piece === '{timestamp}') return encodeText(timestamp)
        return encodeText(piece === '{id}' ? id : piece)
      }),
    )
}
