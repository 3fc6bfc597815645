import type { HostedApp, Shared } from './place.js'
import type { App, AppPlace, Say } from './types.js'

/** Joins the connectors of the host with one app; gives them what its documents say. */
export function joinConnectors(
  { connectors, name }: Shared,
  { accept, answers, isTaken, newDocument }: HostedApp,
  app: App,
  platform: string,
  say: Say,
): (message: unknown, origin: string) => void {
  const place: Omit<AppPlace, 'post'> = {
    app,
    host: name,
    platform,
    isTaken,
    answers,
    accept(link, origin) {
      newDocument()
      accept(link, origin)
    },
  }
  const heard = connectors.map((connector) =>
    connector.join({ ...place, post: (message, origin) => say(message, origin, connector) }),
  )
  return (message, origin) => {
    for (const hear of heard) hear(message, origin)
  }
}
