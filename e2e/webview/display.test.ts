import { describe, expect, it, onTestFinished } from 'vitest'
import { startDisplay } from '../../scripts/display.mjs'

describe('a display', () => {
  it('is of one run alone, however many begin at once', async () => {
    const displays = await Promise.all(Array.from({ length: 6 }, () => startDisplay()))
    onTestFinished(() => {
      for (const { end } of displays) end()
    })
    const names = displays.map(({ env }) => env.DISPLAY)
    expect(names).toEqual(names.map(() => expect.stringMatching(/^:\d+$/)))
    expect(new Set(names).size).toBe(6)
  })
})
