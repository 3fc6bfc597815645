import type { MessageLog } from './log/message-log.js'

export const serverStates = ['online', 'offline'] as const
/** Whether the server of the super-app answers. */
export type ServerState = (typeof serverStates)[number]

export interface ServerConfig {
  readonly path: string
  readonly isUp: boolean
  /** The page of the platform on which a person sees what was delivered to it. */
  readonly deliveriesUrl: string
}

/** Not kept in the address of the page: there is one server for all tabs, and it is as it was left. */
export function createServerSwitch({ path, isUp, deliveriesUrl }: ServerConfig, log: MessageLog) {
  let state: ServerState = isUp ? 'online' : 'offline'
  return {
    get state() {
      return state
    },
    deliveriesUrl,
    /** Gives the state in which it is then. */
    async set(wanted: ServerState): Promise<ServerState> {
      const method = wanted === 'online' ? 'PUT' : 'DELETE'
      const isDone = await fetch(path, { method }).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isDone) state = wanted
      log.note(
        isDone ? 'calm' : 'bad',
        isDone
          ? `Quay’s server is ${state}`
          : 'Quay’s server could not be switched. Does the playground still run?',
      )
      return state
    },
  }
}

export type ServerSwitch = ReturnType<typeof createServerSwitch>
