import { BridgeError, type Incoming } from '@drawbridge/core'
import { describe, expect, it } from 'vitest'
import { memoryOutcomes } from './outcome-stores.js'
import { createOutcomes, type OutcomeStore, type StoredOutcome } from './outcomes.js'

function caller(
  payload: unknown = { id: 1 },
): Incoming & { controller: AbortController; seen: unknown[] } {
  const controller = new AbortController()
  const seen: unknown[] = []
  return {
    type: 'buy',
    key: 'k',
    payload,
    controller,
    signal: controller.signal,
    seen,
    progress: (value) => void seen.push(value),
  }
}

function setup(store: OutcomeStore = memoryOutcomes()) {
  const errors: BridgeError[] = []
  const outcomes = createOutcomes(store, (error) => void errors.push(error))
  let runs = 0
  const open: {
    resolve: (text: string) => void
    reject: (error: unknown) => void
    signal: AbortSignal
  }[] = []
  const ask = (incoming: Incoming) =>
    outcomes.run('app', 'scope', incoming, (own) => {
      const { signal, progress } = own as Pick<Incoming, 'signal' | 'progress'>
      runs++
      progress('started')
      return new Promise((resolve, reject) => void open.push({ resolve, reject, signal }))
    })
  return { ask, open, errors, runs: () => runs }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
const cancelled = new BridgeError('CANCELLED', 'cancelled')
const lost = new BridgeError('DISCONNECTED', 'lost')

describe('keyed requests', () => {
  it('run once: a duplicate joins, a later one gets the stored answer', async () => {
    const { ask, open, runs } = setup()
    const first = ask(caller())
    const second = ask(caller())
    await turn()
    open[0]?.resolve('"receipt"')
    await expect(first).resolves.toEqual({ result: '"receipt"', isRepeat: false })
    await expect(second).resolves.toEqual({ result: '"receipt"', isRepeat: true })
    await expect(ask(caller())).resolves.toEqual({ result: '"receipt"', isRepeat: true })
    expect(runs()).toBe(1)
  })

  it('keep errors as outcomes too', async () => {
    const { ask, open, runs } = setup()
    const first = ask(caller())
    await turn()
    open[0]?.reject(new BridgeError('OUT_OF_STOCK', 'Sold out', { data: { left: 0 } }))
    const expected = { code: 'OUT_OF_STOCK', message: 'Sold out', data: { left: 0 } }
    await expect(first).rejects.toMatchObject(expected)
    await expect(ask(caller())).rejects.toMatchObject(expected)
    expect(runs()).toBe(1)
  })

  it('refuse another payload, running or stored; the order of members is no difference', async () => {
    const { ask, open, runs } = setup()
    const first = ask(caller({ a: 1, b: 2 }))
    await turn()
    const other = ask(caller({ a: 1, b: 3 }))
    const same = ask(caller({ b: 2, a: 1 }))
    open[0]?.resolve('1')
    await expect(first).resolves.toMatchObject({ result: '1' })
    await expect(same).resolves.toMatchObject({ result: '1' })
    await expect(other).rejects.toMatchObject({ code: 'KEY_REUSED' })
    await expect(ask(caller({ a: 9 }))).rejects.toMatchObject({ code: 'KEY_REUSED' })
    expect(runs()).toBe(1)
  })

  it('go on when the session is lost, and answer the one who comes back', async () => {
    const { ask, open, runs } = setup()
    const first = caller()
    void ask(first)
    await turn()
    first.controller.abort(lost)
    expect(open[0]?.signal.aborted).toBe(false)
    const second = caller()
    const again = ask(second)
    open[0]?.resolve('1')
    await expect(again).resolves.toMatchObject({ result: '1' })
    expect(runs()).toBe(1)
  })

  it('abort when all callers have cancelled, and not before', async () => {
    const { ask, open } = setup()
    const [first, second] = [caller(), caller()]
    const answers = [ask(first), ask(second)]
    await turn()
    first.controller.abort(cancelled)
    expect(open[0]?.signal.aborted).toBe(false)
    second.controller.abort(cancelled)
    expect(open[0]?.signal.reason).toBe(cancelled)
    open[0]?.reject(cancelled)
    await Promise.allSettled(answers)
  })

  it('free the key when the aborted run throws, and keep the answer when it does not', async () => {
    const { ask, open, runs } = setup()
    const first = caller()
    const gone = ask(first)
    await turn()
    first.controller.abort(cancelled)
    open[0]?.reject(cancelled)
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' })
    const second = caller()
    const done = ask(second)
    await turn()
    expect(runs()).toBe(2)
    second.controller.abort(cancelled)
    open[1]?.resolve('"paid"')
    await done
    await expect(ask(caller())).resolves.toEqual({ result: '"paid"', isRepeat: true })
    expect(runs()).toBe(2)
  })

  it('of one who asks while a cancelled run tidies up run anew, with whatever payload', async () => {
    const { ask, open, runs } = setup()
    const first = caller()
    const gone = ask(first)
    await turn()
    first.controller.abort(cancelled)
    const leaver = caller()
    const answers = [ask(caller({ id: 2 })), ask(leaver)]
    const left = expect(answers[1]).rejects.toMatchObject({ code: 'CANCELLED' })
    await turn()
    expect(runs()).toBe(1)
    leaver.controller.abort(cancelled)
    open[0]?.reject(cancelled)
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' })
    await left
    await turn()
    expect(runs()).toBe(2)
    open[1]?.resolve('"paid"')
    await expect(answers[0]).resolves.toEqual({ result: '"paid"', isRepeat: false })
  })

  it('say that a payload is too deep to be compared, and run nothing', async () => {
    const { ask, runs } = setup()
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
    await expect(ask(caller(deep))).rejects.toMatchObject({
      code: 'INVALID_PAYLOAD',
      outcome: 'none',
    })
    expect(runs()).toBe(0)
  })

  it('store the outcome before it is told', async () => {
    const order: string[] = []
    const kept = new Map<string, StoredOutcome>()
    const { ask, open } = setup({
      durable: true,
      get: async (_app, scope) => kept.get(scope),
      async set(_app, scope, outcome) {
        await turn()
        kept.set(scope, outcome)
        order.push('stored')
      },
    })
    const first = ask(caller()).then(() => order.push('told'))
    await turn()
    open[0]?.resolve('1')
    await first
    expect(order).toEqual(['stored', 'told'])
  })

  it('are answered, and an error says so, when the store fails', async () => {
    const { ask, open, errors } = setup({
      durable: true,
      get: () => undefined,
      set() {
        throw new Error('full')
      },
    })
    const first = ask(caller())
    await turn()
    open[0]?.resolve('1')
    await expect(first).resolves.toMatchObject({ result: '1' })
    expect(errors).toHaveLength(1)
  })

  it('tell progress to every caller', async () => {
    const { ask, open } = setup()
    const first = caller()
    const done = ask(first)
    await turn()
    expect(first.seen).toEqual(['started'])
    open[0]?.resolve('1')
    await done
  })
})

describe('memoryOutcomes()', () => {
  it('keeps the newest 1,000 of an app', () => {
    const store = memoryOutcomes()
    const outcome = { payload: '1', at: Date.now(), result: '1' }
    for (let i = 0; i < 1_001; i++) store.set('app', `s${i}`, outcome)
    store.set('other', 's0', outcome)
    expect(store.get('app', 's0')).toBeUndefined()
    expect(store.get('app', 's1')).toEqual(outcome)
    expect(store.get('other', 's0')).toEqual(outcome)
  })

  it('keeps the newest 16 MB of an app, and the newest outcome whatever its size', () => {
    const store = memoryOutcomes()
    const megabyte = 'x'.repeat(1_000_000)
    const at = Date.now()
    const outcomes = {
      payload: { payload: megabyte, at, result: '1' },
      result: { payload: '1', at, result: megabyte },
      error: { payload: '1', at, error: { message: megabyte } },
    }
    for (const [name, outcome] of Object.entries(outcomes)) {
      for (let i = 0; i < 18; i++) store.set(name, `s${i}`, outcome)
      // What takes the place of an outcome makes no other one go.
      store.set(name, 's17', outcome)
      const kept = Array.from({ length: 18 }, (_, i) => store.get(name, `s${i}`))
      expect([name, kept.filter(Boolean).length, kept[2]]).toEqual([name, 16, outcome])
    }
    const huge = { payload: '1', at, result: megabyte.repeat(17) }
    store.set('result', 'huge', huge)
    expect([store.get('result', 's17'), store.get('result', 'huge')]).toEqual([undefined, huge])
  })
})
