import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import { createId } from '../id.js'
import {
  DEAD_LETTERS,
  type DeadLetter,
  deadLetterOf,
  expiryOf,
  type OutboxCounters,
  type OutboxStore,
  type StoredEvent,
  sizeOf,
} from './store.js'

/** The name of an entry: its subject and its key. */
type Name = [subject: string, key: string]

interface State extends Omit<OutboxCounters, 'deadLetters'> {
  /** Drawn when the database is made. */
  readonly database?: string
  /** The number of the last event that was kept: numbers tell the order. */
  readonly last: number
}

interface Schema extends DBSchema {
  events: {
    key: Name
    value: StoredEvent & { readonly number: number }
    indexes: { order: [subject: string, number: number] }
  }
  dead: { key: Name; value: DeadLetter; indexes: { age: number } }
  state: { key: 'state'; value: State }
  leases: { key: string; value: { readonly owner: string; readonly until: number } }
}

const storeNames = ['events', 'dead', 'state', 'leases'] as const
type Transaction = IDBPTransaction<Schema, typeof storeNames, 'readwrite'>
type Work = (tx: Transaction) => Promise<unknown>

interface Job {
  readonly work: Work
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Works that share a transaction. */
const AT_ONCE = 100

/** Behind every event of a subject. */
const lastOf = (subject: string): [string, number] => [subject, Number.MAX_SAFE_INTEGER]

const nothingYet: State = { last: 0, events: 0, bytes: 0, refused: 0, droppedDeadLetters: 0 }

/**
 * Keeps events in IndexedDB. `onDeleted` is called when all that was kept is gone: somebody has deleted the database.
 *
 * @throws whatever the browser says where it has none for this page: a frame of another site, a sandbox.
 */
export async function openIndexedStore(
  database: string,
  onDeleted: () => void = () => {},
): Promise<OutboxStore> {
  let db: IDBPDatabase<Schema> | undefined
  let known: { readonly db: unknown; readonly id: string | undefined } | undefined
  let isBusy = false
  const waiting: Job[] = []

  function letGo(): void {
    db = undefined
  }

  async function open(): Promise<IDBPDatabase<Schema>> {
    return openDB<Schema>(database, 1, {
      upgrade(fresh) {
        const events = fresh.createObjectStore('events', { keyPath: ['subject', 'key'] })
        events.createIndex('order', ['subject', 'number'])
        fresh
          .createObjectStore('dead', { keyPath: ['subject', 'key'] })
          .createIndex('age', 'diedAt')
        const states = fresh.createObjectStore('state')
        // When it cannot be written, opening fails.
        states.put({ ...nothingYet, database: createId() }, 'state').catch(() => {})
        fresh.createObjectStore('leases')
      },
      // Somebody deletes the database: it must not wait for this page to close. The next work opens it again.
      blocking(_current, _blocked, event) {
        letGo()
        ;(event.target as IDBDatabase).close()
      },
      terminated: letGo,
    })
  }

  /** Whether it is the database that was open before. */
  async function recognize(tx: Transaction): Promise<void> {
    const id = (await tx.objectStore('state').get('state'))?.database
    const before = known
    known = { db: tx.db, id }
    if (before && before.id !== id) onDeleted()
  }

  /** One transaction; when a work throws, nothing of it is left behind. */
  async function transact(works: readonly Work[]): Promise<unknown[]> {
    db ??= await open()
    const tx = db.transaction(storeNames, 'readwrite')
    // Whoever reads the work's error need not read that of the aborted transaction too.
    tx.done.catch(() => {})
    const results: unknown[] = []
    try {
      if (known?.db !== db) await recognize(tx)
      for (const work of works) results.push(await work(tx))
    } catch (error) {
      tx.abort()
      throw error
    }
    await tx.done
    return results
  }

  async function runJobs(jobs: readonly Job[]): Promise<void> {
    try {
      const results = await transact(jobs.map(({ work }) => work))
      for (const [i, job] of jobs.entries()) job.resolve(results[i])
    } catch (error) {
      if (jobs.length === 1) jobs[0]?.reject(error)
      // One of them is at fault: the others must not suffer.
      else for (const job of jobs) await runJobs([job])
    }
  }

  async function runAll(): Promise<void> {
    isBusy = true
    while (waiting.length > 0) await runJobs(waiting.splice(0, AT_ONCE))
    isBusy = false
  }

  /** What is asked for during a transaction shares the next one: beginning and ending one is what takes the time. */
  function run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: resolve as Job['resolve'], reject })
      if (!isBusy) void runAll()
    })
  }

  async function take(tx: Transaction, subject: string, key: string): Promise<void> {
    const known = await tx.objectStore('events').get([subject, key])
    if (!known) return
    const states = tx.objectStore('state')
    const state = (await states.get('state')) ?? nothingYet
    await states.put(
      { ...state, events: state.events - 1, bytes: state.bytes - sizeOf(known) },
      'state',
    )
    await tx.objectStore('events').delete([subject, key])
  }

  async function bury(tx: Transaction, event: StoredEvent, letter: DeadLetter): Promise<void> {
    await take(tx, event.subject, event.key)
    const dead = tx.objectStore('dead')
    await dead.put(letter)
    if ((await dead.count()) <= DEAD_LETTERS) return
    const oldest = await dead.index('age').getKey(IDBKeyRange.lowerBound(0))
    if (oldest) await dead.delete(oldest)
    const states = tx.objectStore('state')
    const state = (await states.get('state')) ?? nothingYet
    await states.put({ ...state, droppedDeadLetters: state.droppedDeadLetters + 1 }, 'state')
  }

  async function buryExpired(tx: Transaction, ttl: number): Promise<void> {
    let cursor = await tx.objectStore('events').index('order').openCursor()
    while (cursor) {
      const { number, ...event } = cursor.value
      const death = expiryOf(event, ttl)
      if (death) await bury(tx, event, deadLetterOf(event, death, Date.now()))
      // The later ones of a subject are younger.
      cursor = await cursor.continue(death ? undefined : lastOf(event.subject))
    }
  }

  // That it opens proves little: some browsers refuse no sooner than at the first write.
  await run(async (tx) => {
    await tx.objectStore('leases').put({ owner: '', until: 0 }, 'probe')
    await tx.objectStore('leases').delete('probe')
  })

  return {
    durable: true,
    add: (event, { maxEvents, maxBytes }, ttl) =>
      run(async (tx) => {
        const events = tx.objectStore('events')
        const states = tx.objectStore('state')
        const known = await events.get([event.subject, event.key])
        if (known) return known
        const read = async (): Promise<State> => (await states.get('state')) ?? nothingYet
        const size = sizeOf(event)
        const isFull = ({ events, bytes }: State): boolean =>
          events >= maxEvents || bytes + size > maxBytes
        let state = await read()
        if (isFull(state)) {
          await buryExpired(tx, ttl)
          state = await read()
        }
        if (isFull(state)) {
          await states.put({ ...state, refused: state.refused + 1 }, 'state')
          return 'full'
        }
        const number = state.last + 1
        const bytes = state.bytes + size
        await states.put({ ...state, last: number, events: state.events + 1, bytes }, 'state')
        await events.put({ ...event, number })
        await tx.objectStore('dead').delete([event.subject, event.key])
        return
      }),
    list: (subject) =>
      run((tx) =>
        tx
          .objectStore('events')
          .index('order')
          .getAll(IDBKeyRange.bound([subject, 0], lastOf(subject))),
      ),
    update: (event) =>
      run(async (tx) => {
        const events = tx.objectStore('events')
        const known = await events.get([event.subject, event.key])
        if (!known) return false
        await events.put({ ...event, number: known.number })
        return true
      }),
    remove: ({ subject, key }) =>
      run(async (tx) => {
        await take(tx, subject, key)
        await tx.objectStore('dead').delete([subject, key])
      }),
    bury: (event, letter) => run((tx) => bury(tx, event, letter)),
    deadLetters: (subject) =>
      run(async (tx) => {
        const letters = await tx.objectStore('dead').index('age').getAll()
        return letters.filter((letter) => letter.subject === subject)
      }),
    deadLetter: (subject, key) => run((tx) => tx.objectStore('dead').get([subject, key])),
    discard: (subject, key) => run((tx) => tx.objectStore('dead').delete([subject, key])),
    counters: () =>
      run(async (tx) => {
        const {
          last,
          database: _,
          ...counters
        } = (await tx.objectStore('state').get('state')) ?? nothingYet
        return { ...counters, deadLetters: await tx.objectStore('dead').count() }
      }),
    lease: (name, owner, now, until) =>
      run(async (tx) => {
        const leases = tx.objectStore('leases')
        const held = await leases.get(name)
        if (held && held.owner !== owner && held.until > now) return false
        await leases.put({ owner, until }, name)
        return true
      }),
  }
}
