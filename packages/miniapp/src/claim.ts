// Shared by every copy of this module in the document.
const slot = Symbol.for('drawbridge.miniapp')

/**
 * Makes `owner` the one live miniapp of this document; `false` if another is. Two that reconnected
 * against each other would replace one another without end.
 */
export function claimDocument(owner: object): boolean {
  const slots = globalThis as { [slot]?: object | undefined }
  if (slots[slot] !== undefined && slots[slot] !== owner) return false
  slots[slot] = owner
  return true
}

export function releaseDocument(owner: object): void {
  const slots = globalThis as { [slot]?: object | undefined }
  if (slots[slot] === owner) delete slots[slot]
}
