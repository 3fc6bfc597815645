import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that the run started; empty where there is none. */
    redisUrl: string
    /** The command that starts the driver of the Kotlin host; empty where there is no Java. */
    kotlinHost: readonly string[]
  }
}
