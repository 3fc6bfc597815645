import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import {
  DEAD_LETTERS,
  type DeadLetter,
  type OutboxCounters,
  type OutboxStore,
  type StoredEvent,
  sizeOf,
} from './store.js'

/** The name of an entry: its subject and its key. */
type Name = [subject: string, key: string]

interface State extends Omit<OutboxCounters, 'deadLetters'> {
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

type Stores = readonly ('events' | 'dead' | 'state' | 'leases')[]
type Transaction = IDBPTransaction<Schema, Stores, 'readwrite'>

const nothingYet: State = { last: 0, events: 0, bytes: 0, refused: 0, droppedDeadLetters: 0 }

/**
 * Keeps events in IndexedDB.
 *
 * @throws whatever the browser says where it has none for this page: a frame of another site, a sandbox.
 */
export async function openIndexedStore(database: string): Promise<OutboxStore> {
  let db: IDBPDatabase<Schema> | undefined

  async function open(): Promise<IDBPDatabase<Schema>> {
    return openDB<Schema>(database, 1, {
      upgrade(fresh) {
        const events = fresh.createObjectStore('events', { keyPath: ['subject', 'key'] })
        events.createIndex('order', ['subject', 'number'])
        fresh
          .createObjectStore('dead', { keyPath: ['subject', 'key'] })
          .createIndex('age', 'diedAt')
        fresh.createObjectStore('state')
        fresh.createObjectStore('leases')
      },
      // Somebody deletes the database: it must not wait for this page to close.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      terminated: () => void (db = undefined),
    })
  }

  /** One transaction; a `work` that throws leaves nothing of it behind. */
  async function run<T>(stores: Stores, work: (tx: Transaction) => Promise<T>): Promise<T> {
    db ??= await open()
    const tx = db.transaction(stores, 'readwrite')
    // Whoever reads `work`'s error need not read that of the aborted transaction too.
    tx.done.catch(() => {})
    const result = await work(tx as Transaction)
    await tx.done
    return result
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

  // That it opens proves little: some browsers refuse no sooner than at the first write.
  await run(['leases'], async (tx) => {
    await tx.objectStore('leases').put({ owner: '', until: 0 }, 'probe')
    await tx.objectStore('leases').delete('probe')
  })

  return {
    durable: true,
    add: (event, { maxEvents, maxBytes }) =>
      run(['events', 'state'], async (tx) => {
        const events = tx.objectStore('events')
        const states = tx.objectStore('state')
        const known = await events.get([event.subject, event.key])
        if (known) return known
        const state = (await states.get('state')) ?? nothingYet
        const bytes = state.bytes + sizeOf(event)
        if (state.events >= maxEvents || bytes > maxBytes) {
          await states.put({ ...state, refused: state.refused + 1 }, 'state')
          return 'full'
        }
        const number = state.last + 1
        await states.put({ ...state, last: number, events: state.events + 1, bytes }, 'state')
        await events.put({ ...event, number })
        return
      }),
    list: (subject) =>
      run(['events'], (tx) =>
        tx
          .objectStore('events')
          .index('order')
          .getAll(IDBKeyRange.bound([subject, 0], [subject, Number.MAX_SAFE_INTEGER])),
      ),
    update: (event) =>
      run(['events'], async (tx) => {
        const events = tx.objectStore('events')
        const known = await events.get([event.subject, event.key])
        if (!known) return false
        await events.put({ ...event, number: known.number })
        return true
      }),
    remove: ({ subject, key }) => run(['events', 'state'], (tx) => take(tx, subject, key)),
    bury: (event, letter) =>
      run(['events', 'dead', 'state'], async (tx) => {
        await take(tx, event.subject, event.key)
        const dead = tx.objectStore('dead')
        await dead.put(letter)
        if ((await dead.count()) <= DEAD_LETTERS) return
        const oldest = await dead.index('age').getKey(IDBKeyRange.lowerBound(0))
        if (oldest) await dead.delete(oldest)
        const states = tx.objectStore('state')
        const state = (await states.get('state')) ?? nothingYet
        await states.put({ ...state, droppedDeadLetters: state.droppedDeadLetters + 1 }, 'state')
      }),
    deadLetters: (subject) =>
      run(['dead'], async (tx) => {
        const letters = await tx.objectStore('dead').index('age').getAll()
        return letters.filter((letter) => letter.subject === subject)
      }),
    deadLetter: (subject, key) => run(['dead'], (tx) => tx.objectStore('dead').get([subject, key])),
    discard: (subject, key) => run(['dead'], (tx) => tx.objectStore('dead').delete([subject, key])),
    counters: () =>
      run(['dead', 'state'], async (tx) => {
        const { last, ...counters } = (await tx.objectStore('state').get('state')) ?? nothingYet
        return { ...counters, deadLetters: await tx.objectStore('dead').count() }
      }),
    lease: (name, owner, now, until) =>
      run(['leases'], async (tx) => {
        const leases = tx.objectStore('leases')
        const held = await leases.get(name)
        if (held && held.owner !== owner && held.until > now) return false
        await leases.put({ owner, until }, name)
        return true
      }),
  }
}
