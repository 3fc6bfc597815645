import { describe, expect, it } from 'vitest'
import { sampleOf } from '../test/samples.js'
import { boxoMethods, type MethodFacts, patienceFor } from './methods.js'
import { faultOf, type Shape } from './shapes.js'

const rows = Object.entries<MethodFacts>(boxoMethods)

describe('the table of methods', () => {
  it.each(rows)('%s has shapes that fit their own samples', (_method, facts) => {
    for (const shape of [facts.request, facts.answer, facts.pushed])
      if (shape !== undefined) expect(faultOf(shape, sampleOf(shape), 'x')).toBeUndefined()
  })

  it.each(rows)('%s is sent by somebody, and what answers it later is pushed', (_method, facts) => {
    expect(facts.request ?? facts.pushed).toBeDefined()
    for (const later of facts.answeredBy ?? [])
      expect(Object.fromEntries(rows)[later]?.pushed).toBeDefined()
  })

  it('gives a person ten minutes, and a machine fifteen seconds', () => {
    expect(patienceFor('AppBoxoWebAppPay')).toBe(600_000)
    expect(patienceFor('AppBoxoWebAppStorageGet')).toBe(15_000)
    expect(patienceFor('toString')).toBe(15_000)
  })
})

describe('a shape', () => {
  const shape: Shape = {
    header: 'string',
    'start?': 'number',
    list: [{ id: 'number', 'role?': 'cancel|destructive' }],
  }
  it.each([
    [{ header: 'h', list: [] }, undefined],
    [{ header: 'h', start: null, list: [{ id: 1 }], more: true }, undefined],
    [{ list: [] }, 'params.header must be a string'],
    [{ header: 'h', start: '1', list: [] }, 'params.start must be a number'],
    [{ header: 'h', list: {} }, 'params.list must be a list'],
    [{ header: 'h', list: [{ id: 1 }, 2] }, 'params.list[1] must be an object'],
    [
      { header: 'h', list: [{ id: 1, role: 'no' }] },
      'params.list[0].role must be one of cancel, destructive',
    ],
    [null, 'params must be an object'],
  ])('%j: %s', (value, fault) => {
    expect(faultOf(shape, value, 'params')).toBe(fault)
  })
})
