import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that the run started; empty where there is none. */
    redisUrl: string
  }
}
