import { describe, expect, test, vi } from 'vitest'
import { bench, plain, postJson } from '../test/deliveries.js'

describe('customers', () => {
  const customerExtraction = {
    basePath: '$.data.customer',
    mapping: {
      firstName: 'first_name',
      lastName: 'last_name',
      primaryEmail: 'email',
      primaryPhone: 'mobile',
      code: 'id',
    },
    overrides: {
      'customer.created': { basePath: '$.data' },
      'abandoned.cart': { basePath: '$.data.customer' },
    },
  } as const
  const person = { first_name: 'Ada', last_name: 'L', email: 'a@b.c', mobile: 5, id: 9 }
  const expected = {
    firstName: 'Ada',
    lastName: 'L',
    primaryEmail: 'a@b.c',
    primaryPhone: '5',
    code: '9',
  }

  test.each([
    ['order.created', { customer: person }],
    ['customer.created', person],
    ['abandoned.cart', { customer: person }],
  ])('of %s', async (event, data) => {
    const getOrCreate = vi.fn(async () => ({ _id: 'c1' }))
    const { receive, events } = bench(
      { ...plain, customerExtraction },
      { customers: { getOrCreate } },
    )
    await receive(postJson({ event, data }))
    expect(getOrCreate.mock.calls).toEqual([
      [expected, { ns: 'default', tenant: undefined, event }],
    ])
    expect(events[0]?.customer).toEqual({ _id: 'c1' })
  })

  const all = {
    firstName: 'a',
    lastName: 'b',
    primaryEmail: 'c',
    primaryPhone: 'd',
    code: 'e',
    avatar: 'f',
    sex: 'g',
    birthDate: 'h',
    position: 'i',
    department: 'j',
    state: 'k',
  } as const
  const extract = async (customer: object): Promise<unknown> => {
    const seen: unknown[] = []
    const { receive } = bench(
      { ...plain, customerExtraction: { mapping: all } },
      { customers: { getOrCreate: (each) => void seen.push(each) } },
    )
    await receive(postJson({ event: 'x', ...customer }))
    return seen[0]
  }

  test('has eleven fields, each with its type', async () => {
    expect(
      await extract({
        a: 'A',
        b: 'B',
        c: 'C',
        d: 12,
        e: 34,
        f: 'https://a.example/a.png',
        g: '1',
        h: '1815-12-10',
        i: 'I',
        j: 'J',
        k: 'Lead',
      }),
    ).toEqual({
      firstName: 'A',
      lastName: 'B',
      primaryEmail: 'C',
      primaryPhone: '12',
      code: '34',
      avatar: 'https://a.example/a.png',
      sex: 1,
      birthDate: new Date('1815-12-10T00:00:00Z'),
      position: 'I',
      department: 'J',
      state: 'lead',
    })
  })

  test.each([
    ['2000-02-31', undefined],
    ['10/12/1815', undefined],
    [946684800, undefined],
    ['2000-01-02 03:04:05.000000', new Date('2000-01-02T03:04:05Z')],
    ['2000-01-02T03:04:05+0100', new Date('2000-01-02T02:04:05Z')],
  ])('the birth date %j', async (h, birthDate) => {
    const rest = birthDate ? { birthDate } : {}
    expect(await extract({ a: 'A', h })).toEqual({ firstName: 'A', ...rest })
  })

  test('what is not usable is left out with a reason, and the event still comes', async () => {
    const { receive, events, log } = bench(
      { ...plain, customerExtraction: { mapping: all } },
      { customers: { getOrCreate: (customer) => customer } },
    )
    await receive(postJson({ event: 'x', a: { no: 1 }, g: 'male', k: 'king', b: 'B' }))
    expect(events[0]?.customer).toEqual({ lastName: 'B' })
    expect(log.find(({ reason }) => reason === 'customer-skipped')?.detail).toBe(
      'firstName is not usable; sex is not usable; state is not usable',
    )
  })

  test('a payload without a customer brings the event without one', async () => {
    const getOrCreate = vi.fn()
    const { receive, events } = bench(
      { ...plain, customerExtraction },
      { customers: { getOrCreate } },
    )
    expect((await receive(postJson({ event: 'order.created' }))).status).toBe(200)
    expect([getOrCreate.mock.calls.length, events[0]?.customer]).toEqual([0, undefined])
  })

  test('a failure is repeated like any work', async () => {
    let tries = 0
    const { receive, events } = bench(
      { ...plain, customerExtraction },
      {
        customers: {
          getOrCreate() {
            if (++tries === 1) throw new Error('the database is away')
            return 'c1'
          },
        },
      },
    )
    const send = () =>
      receive(postJson({ event: 'order.created', id: 1, data: { customer: person } }))
    expect((await send()).status).toBe(503)
    expect((await send()).status).toBe(200)
    expect(events.map(({ customer }) => customer)).toEqual(['c1'])
  })
})
