import { type Off, reportLater } from '@drawbridge/core'
import { EventEmitter } from 'eventemitter3'

export interface Events<E extends Record<string, unknown>> {
  on<N extends keyof E & string>(name: N, listener: (value: E[N]) => void): Off
  emit<N extends keyof E & string>(name: N, value: E[N]): void
}

/** Listeners by name. `EventEmitter` stops at the first that throws, so each is wrapped. */
export function createEvents<E extends Record<string, unknown>>(): Events<E> {
  const emitter = new EventEmitter()
  return {
    on(name, listener) {
      const safe = (value: E[typeof name]): void => {
        try {
          listener(value)
        } catch (error) {
          reportLater(error)
        }
      }
      emitter.on(name, safe)
      return () => void emitter.off(name, safe)
    },
    emit: (name, value) => void emitter.emit(name, value),
  }
}
