import { createMiniapp } from '@drawbridge/miniapp'
import { outbox } from '@drawbridge/miniapp/outbox'
import { give, query, settings, sink, token } from './server.js'

let user = 'ann'
const appEvents = outbox({
  ...settings,
  subject: () => user,
  ...(query('sink') !== 'none' && { sink, token }),
})
const miniapp = createMiniapp({ appId: 'shop', hostOrigins: [query('host')], appEvents })

give({
  signIn(next: string) {
    user = next
    appEvents.flush()
  },
  /** Keeps the events of these numbers; says how many of them outlive the page. */
  async send(from: number, to: number) {
    const numbers = Array.from({ length: to - from }, (_, i) => from + i)
    const receipts = await Promise.all(
      numbers.map((n) =>
        miniapp.sendAppEvent(
          'seen',
          { owner: user, n },
          { key: `${user}-${n}`, stream: `stream ${n % 4}` },
        ),
      ),
    )
    return receipts.filter(({ durable }) => durable).length
  },
  status: appEvents.status,
  deadLetters: async () =>
    (await appEvents.deadLetters()).map(({ key, reason }) => [key, reason.code]),
})
