/**
 * Who is measured, in the order of the tables. docs/speed.md says what each is.
 *
 * @type {readonly { readonly id: string, readonly title: string }[]}
 */
export const contestants = [
  { id: 'port', title: 'bare port' },
  { id: 'batch', title: 'batched port' },
  { id: 'window', title: 'bare window' },
  { id: 'penpal', title: 'Penpal' },
  { id: 'comlink', title: 'Comlink' },
  { id: 'drawbridge', title: 'Drawbridge' },
]
