import {
  DEAD_LETTERS,
  type DeadLetter,
  deadLetterOf,
  expiryOf,
  type OutboxStore,
  type StoredEvent,
  sizeOf,
} from './store.js'

/** Keeps events while the page lives: where there is no storage. */
export function memoryStore(): OutboxStore {
  const events = new Map<string, StoredEvent>()
  const dead = new Map<string, DeadLetter>()
  let bytes = 0
  let refused = 0
  let dropped = 0
  const nameOf = (subject: string, key: string): string => JSON.stringify([subject, key])

  function take(name: string): void {
    const known = events.get(name)
    if (known && events.delete(name)) bytes -= sizeOf(known)
  }

  function bury(event: StoredEvent, letter: DeadLetter): void {
    const name = nameOf(event.subject, event.key)
    take(name)
    dead.set(name, letter)
    if (dead.size <= DEAD_LETTERS) return
    dead.delete(dead.keys().next().value as string)
    dropped++
  }

  function buryExpired(ttl: number): void {
    for (const event of [...events.values()]) {
      const death = expiryOf(event, ttl)
      if (death) bury(event, deadLetterOf(event, death, Date.now()))
    }
  }

  return {
    durable: false,
    async add(event, { maxEvents, maxBytes }, ttl) {
      const name = nameOf(event.subject, event.key)
      const known = events.get(name)
      if (known) return known
      const isFull = (): boolean => events.size >= maxEvents || bytes + sizeOf(event) > maxBytes
      if (isFull()) buryExpired(ttl)
      if (isFull()) {
        refused++
        return 'full'
      }
      events.set(name, event)
      dead.delete(name)
      bytes += sizeOf(event)
      return
    },
    list: async (subject) => [...events.values()].filter((event) => event.subject === subject),
    async update(event) {
      const name = nameOf(event.subject, event.key)
      if (!events.has(name)) return false
      events.set(name, event)
      return true
    },
    async remove({ subject, key }) {
      take(nameOf(subject, key))
      dead.delete(nameOf(subject, key))
    },
    bury: async (event, letter) => bury(event, letter),
    deadLetters: async (subject) =>
      [...dead.values()].filter((letter) => letter.subject === subject),
    deadLetter: async (subject, key) => dead.get(nameOf(subject, key)),
    async discard(subject, key) {
      dead.delete(nameOf(subject, key))
    },
    counters: async () => ({
      events: events.size,
      bytes,
      refused,
      deadLetters: dead.size,
      droppedDeadLetters: dropped,
    }),
    // Nobody else can see this memory.
    lease: async () => true,
  }
}
