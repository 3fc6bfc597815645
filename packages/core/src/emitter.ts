export type Off = () => void

type Events = { [name: string]: unknown }

export interface Emitter<E extends Events> {
  on<N extends keyof E & string>(name: N, listener: (value: E[N]) => void): Off
  emit<N extends keyof E & string>(name: N, value: E[N]): void
}

/** Runs `task` so that its exception is reported by the platform and hurts nobody else. */
export function isolate(task: () => void): void {
  try {
    task()
  } catch (error) {
    reportLater(error)
  }
}

/** Shows a listener's exception where the platform shows uncaught ones. */
export function reportLater(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void }
  if (typeof reportError === 'function') reportError(error)
  else
    setTimeout(() => {
      throw error
    })
}

/** Listeners by name. One that throws hurts no other. */
export function createEmitter<E extends Events>(): Emitter<E> {
  const listeners = new Map<string, Set<(value: never) => void>>()
  return {
    on(name, listener) {
      let set = listeners.get(name)
      if (!set) listeners.set(name, (set = new Set()))
      // Wrapped, so that the same function added twice is two subscriptions with two ways out.
      const own = (value: never) => listener(value)
      set.add(own)
      return () => void set.delete(own)
    },
    emit(name, value) {
      for (const listener of [...(listeners.get(name) ?? [])])
        isolate(() => listener(value as never))
    },
  }
}
