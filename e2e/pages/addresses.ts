/**
 * Where a miniapp's frame is for the host page at 127.0.0.1: `localhost` is another site, in a process of its own;
 * another port of 127.0.0.1 is another origin of the same site, in the same process.
 */
export type Placement = 'own-process' | 'same-process'

const places = ['host', 'miniapp', 'stranger'] as const
export type Place = (typeof places)[number]

export type Ports = Readonly<Record<Place, number>>
export type Origins = Readonly<Record<Place, string>>

export function originsOf(ports: Ports, placement: Placement): Origins {
  const name = placement === 'own-process' ? 'localhost' : '127.0.0.1'
  return {
    host: `http://127.0.0.1:${ports.host}`,
    miniapp: `http://${name}:${ports.miniapp}`,
    stranger: `http://${name}:${ports.stranger}`,
  }
}
