/** What the host page does for its frames, whichever library carries it. */
export interface Service {
  echo(payload: unknown): unknown
  tell(event: BurstEvent): void
  arrived(): Arrivals
}

/** One of many, by its number. */
export interface BurstEvent {
  readonly n: number
}

/** The events that have come since the last time this was asked. */
export interface Arrivals {
  readonly count: number
  readonly isInOrder: boolean
}

/** What a frame's page can do with its host. */
export interface FrameSide {
  /** A request that is answered with its payload. */
  ask(payload: unknown): Promise<unknown>
  /** An event. Where a library has none: a call that nobody waits for. */
  tell(event: BurstEvent): void
  arrived(): Promise<Arrivals>
  /** A request that is never answered. A bare echo has nothing that could hold one. */
  askForever?(): void
}

/** What the host page can do with its frames. */
interface HostSide {
  mount(url: string): MountedFrame
}

export interface MountedFrame {
  /** A request that the frame's page answers with its payload, as soon as there is a connection. */
  ask(payload: unknown): Promise<unknown>
  remove(): void
}

/** Makes a host that serves; `handlers` counts those that it has besides the ones in use. */
export type HostHalf = (service: Service, handlers: number) => HostSide

/** Finds the host; answers its requests with their payload. */
export type FrameHalf = (hostOrigin: string) => Promise<FrameSide>

export const echo = (payload: unknown): unknown => payload
export const never = (): Promise<never> => new Promise(() => {})

/** Handlers that are there and have nothing to do. */
export function idleHandlers(count: number): Record<string, () => null> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`idle_${n}`, () => null]))
}
