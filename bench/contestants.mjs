/**
 * Who is measured, in the order of the tables.
 *
 * @type {readonly { readonly id: string, readonly title: string, readonly is: string }[]}
 */
export const contestants = [
  {
    id: 'port',
    title: 'bare port',
    is: 'a MessagePort echo with one post for each message: the floor',
  },
  {
    id: 'batch',
    title: 'batched port',
    is: 'the same with one post for all that one turn says: the limit for many messages',
  },
  {
    id: 'window',
    title: 'bare window',
    is: 'a `postMessage` echo between the windows, with source and origin checked',
  },
  { id: 'penpal', title: 'Penpal', is: 'over the port that it makes for itself' },
  {
    id: 'comlink',
    title: 'Comlink',
    is: 'over one port for each direction, which a bare handshake gives it: it has none of its own',
  },
  { id: 'drawbridge', title: 'Drawbridge', is: 'the built packages, with the limits named above' },
]
