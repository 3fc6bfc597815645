import { eventBridge } from '@drawbridge/http/fallback'
import { createMiniapp } from '@drawbridge/miniapp'
import { outcomeOf } from '../../pages/facts.js'
import { give, query } from './server.js'

const miniapp = createMiniapp({
  appId: 'shop',
  hostOrigins: ['https://host.example'],
  fallback: eventBridge({
    url: query('relay'),
    clientId: 'super-app',
    keys: true,
    headers: () => ({ Authorization: `Bearer ${query('session')}` }),
  }),
})

give({
  async order(id: string, key: string) {
    const outcome = await outcomeOf(miniapp.request('order_created', { order_id: id }, { key }))
    return { ...outcome, transport: miniapp.session?.transport }
  },
})
