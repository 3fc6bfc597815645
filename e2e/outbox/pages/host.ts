import { createHost } from '@drawbridge/host'
import { hostOutbox } from '@drawbridge/host/outbox'
import { give, query, settings, sink, token } from './server.js'

const keeps = query('keeps') === 'yes'
const host = createHost({ name: 'Host', ...(!keeps && { capabilities: [] }) })
if (keeps) {
  const box = hostOutbox({ ...settings, subject: 'ann', token, sink })
  host.onAppEvent(box.take)
  give({ status: box.status })
}
const sandbox = query('sandbox')
host.mount(document.body, {
  url: `${query('shop')}/shop?${new URLSearchParams({
    host: location.origin,
    receiver: query('receiver'),
    delivery: query('delivery'),
    sink: keeps ? 'none' : 'yes',
  })}`,
  appId: 'shop',
  ...(sandbox && { sandbox }),
})
