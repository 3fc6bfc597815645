/**
 * Where a miniapp's frame is for the host page at 127.0.0.1: `localhost` is another site, in a process of its own;
 * another port of 127.0.0.1 is another origin of the same site, in the same process.
 */
export type Placement = 'own-process' | 'same-process'

const places = ['host', 'miniapp', 'stranger'] as const
export type Place = (typeof places)[number]

export type Ports = Readonly<Record<Place, number>>
export type Origins = Readonly<Record<Place, string>>

/** `here` is the address at which the host page is. */
export function originsOf(ports: Ports, placement: Placement, here: string): Origins {
  const name = placement === 'own-process' ? 'localhost' : here
  return {
    host: `http://${here}:${ports.host}`,
    miniapp: `http://${name}:${ports.miniapp}`,
    stranger: `http://${name}:${ports.stranger}`,
  }
}
