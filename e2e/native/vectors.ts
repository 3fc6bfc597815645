import { readFileSync } from 'node:fs'

/** Reads a list of a file of vectors. */
export function readVectors<V>(name: string): readonly V[] {
  const file = new URL(`../../packages/testing/vectors/${name}.json`, import.meta.url)
  const { vectors, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly vectors?: readonly V[]
    readonly cases?: readonly V[]
  }
  return vectors ?? cases ?? []
}

export interface HostVector {
  readonly name: string
  readonly steps: readonly {
    readonly in?: string
    readonly do?: readonly [what: 'send' | 'request' | 'context', ...args: unknown[]]
    readonly out: readonly unknown[]
    readonly replied?: unknown
  }[]
  readonly heard?: readonly unknown[]
  readonly ended?: boolean
  readonly unsaid?: readonly string[]
}

export interface WebviewVector {
  readonly name: string
  readonly steps: readonly {
    readonly text?: string
    readonly url?: string
    readonly isMainFrame?: boolean
    readonly committed?: true
    readonly gone?: true
    readonly then: string
  }[]
}

export interface EncoderCase {
  readonly name: string
  readonly token: string
  readonly text: string
  readonly script: string
}

/** The first packet of every vector but those about it. */
export const connectPacket: string = readVectors<HostVector>('host')[0]?.steps[0]?.in ?? ''
