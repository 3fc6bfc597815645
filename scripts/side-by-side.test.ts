import { describe, expect, test } from 'vitest'
import { createTurns, type Place, runSideBySide } from './side-by-side.mjs'

describe('runSideBySide()', () => {
  test('runs two at once, in their order', async () => {
    const stage = play([{ label: 'a' }, { label: 'b' }, { label: 'c' }])
    expect(stage.running()).toEqual(['a', 'b'])
    await stage.end('b')
    expect(stage.running()).toEqual(['a', 'c'])
    await stage.end('a')
    await stage.end('c')
    await stage.done
  })

  test('lets a later one overtake what waits for another', async () => {
    const stage = play([{ label: 'a' }, { label: 'b', after: ['a'] }, { label: 'c' }])
    expect(stage.running()).toEqual(['a', 'c'])
    await stage.end('a')
    expect(stage.running()).toEqual(['c', 'b'])
  })

  test('waits for nothing that is not among them', () => {
    expect(play([{ label: 'a', after: ['other'] }]).running()).toEqual(['a'])
  })

  test('runs nothing beside what wants to be alone, and lets nothing overtake it', async () => {
    const stage = play([{ label: 'a' }, { label: 'b', alone: true }, { label: 'c' }])
    expect(stage.running()).toEqual(['a'])
    await stage.end('a')
    expect(stage.running()).toEqual(['b'])
    await stage.end('b')
    expect(stage.running()).toEqual(['c'])
  })

  test('lets nothing overtake it when what comes before it has to wait', () => {
    const tasks: Place[] = [{ label: 'a' }, { label: 'b', after: ['a'] }]
    expect(play([...tasks, { label: 'c', alone: true }, { label: 'd' }]).running()).toEqual(['a'])
  })

  test('ends what runs, and starts nothing, after a failure', async () => {
    const stage = play([{ label: 'a' }, { label: 'b' }, { label: 'c' }])
    expect(stage.isEnded()).toBe(false)
    await stage.end('b', false)
    expect(stage.isEnded()).toBe(true)
    expect(stage.running()).toEqual(['a'])
    await stage.end('a')
    await stage.done
    expect(stage.running()).toEqual([])
  })
})

test('createTurns() prints the first one as it comes, and the next one from its beginning after it', () => {
  let printed = ''
  const turn = createTurns((text) => {
    printed += text
  })
  const first = turn()
  const second = turn()
  const third = turn()
  first.say('a')
  third.say('e')
  third.end()
  second.say('c')
  first.say('b')
  expect(printed).toBe('ab')
  first.end()
  expect(printed).toBe('abc')
  second.say('d')
  second.end()
  expect(printed).toBe('abcde')
})

/** Tasks that end when the test says so. */
function play(tasks: readonly Place[]) {
  const running = new Map<string, (isWell: boolean) => void>()
  let signal: AbortSignal | undefined
  const run = (task: Place, ended: AbortSignal): Promise<boolean> => {
    signal = ended
    return new Promise((resolve) => running.set(task.label, resolve))
  }
  return {
    done: runSideBySide(tasks, run, 2),
    running: () => [...running.keys()],
    isEnded: () => signal?.aborted,
    async end(label: string, isWell = true) {
      running.get(label)?.(isWell)
      running.delete(label)
      // What follows from it has happened after the next macrotask.
      await new Promise(setImmediate)
    },
  }
}
