import type { Body, HostWord } from './wire.js'

/** The way to a Boxo host, whichever form it takes. */
export interface Channel {
  /** The form of replies follows from it; nothing about them is guessed. */
  readonly platform: 'web' | 'ios' | 'android'
  /** Says one thing. Params hold the id, if there is one. */
  send(method: string, params: Body): void
  /** Whether the host has this method, where the way itself tells. */
  has(method: string): boolean | undefined
}

/** Hears what hosts say, until it is called off. */
export type Hear = (word: HostWord) => void
