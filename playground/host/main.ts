import './styles/index.css'
import { createHost, sessionStorageOutcomes, tap } from '@drawbridge/host'
import { contract } from '../contract.js'
import { createBrand } from './brand.js'
import { createControls } from './controls.js'
import { createLedgerView } from './ledger-view.js'
import { createLogPanel } from './log/log-panel.js'
import { createMessageLog } from './log/message-log.js'
import { keptOrdersOf } from './payments/kept-orders.js'
import { createLedger } from './payments/ledger.js'
import { createPayments } from './payments/payments.js'
import { createServerSwitch } from './server-switch.js'
import { createSettings } from './settings.js'
import { createSheet } from './sheet/sheet.js'
import { createStage } from './stage.js'

const settings = createSettings()
const { url, appId, name, origin, isGuest, connectTimeout } = settings.miniappAddress()
const log = createMessageLog()
const ledger = createLedger()
let isConnected = false

const sheet = createSheet(
  () => settings.current.locale,
  // Into the frame: the miniapp puts it back on its Buy button when the reply comes.
  () => app?.iframe.focus({ preventScroll: true }),
)
const stage = createStage(name, sheet.element)
const payments = createPayments({
  ledger,
  sheet,
  scenario: () => settings.current.scenario,
  bankMs: settings.bankMs,
})

const host = createHost({
  name: 'Quay',
  version: '1.0.0',
  contract,
  // What was answered stays answered, also after this page was reloaded.
  outcomes: sessionStorageOutcomes('quay:outcomes:'),
})

host.onCustomEvent('checkout_started', (order, { signal }) =>
  payments.checkout(order, name, signal),
)
host.onCustomEvent('checkout_status', ({ order_id }) => payments.status(order_id))
host.onCustomEvent('transactions', (wish, { miniapp }) => {
  const shelf = keptOrdersOf(`${miniapp.appId}@${miniapp.session?.origin}`)
  if (wish.do === 'put') shelf.put(wish.record)
  return shelf.list()
})
host.onCustomEvent('cart_updated', ({ item_count }) => stage.setBasket(item_count))
host.onAppEvent((event) => log.note('good', `App event ${event} has arrived`))
host.on('error', ({ code, message }) => log.note('bad', `${code}: ${message}`))

document.body.replaceChildren(
  createBrand(),
  stage.element,
  createControls(settings, createServerSwitch(settings.server, log)),
  createLogPanel(log, {
    miniapp: { name, origin },
    host: { name: 'Quay', origin: location.origin },
    hint() {
      if (!isConnected)
        return 'Each message will draw an arrow here, once the miniapp has connected.'
      const step = isGuest ? 'Use the miniapp' : 'Put something into the basket and press Buy'
      return `${step}: each message will draw an arrow here.`
    },
  }),
  createLedgerView(ledger),
)

const { theme, locale } = settings.current
type App = ReturnType<typeof host.mount>
const app = mount()
if (app) follow(app)

settings.watch(({ theme, locale }) => {
  document.documentElement.dataset.theme = theme
  stage.setLocale(locale)
  app?.setContext({ theme, locale })
})

function mount(): App | undefined {
  try {
    return host.mount(stage.berth, {
      url,
      appId,
      title: name,
      context: { theme, locale },
      ...(connectTimeout && { connectTimeout }),
    })
  } catch (error) {
    // What was written behind `?miniapp=` is no address of a miniapp.
    const text = error instanceof Error ? error.message : String(error)
    stage.fail(text)
    log.note('bad', text)
    return
  }
}

function follow(app: App): void {
  tap(app, log.message)
  app.on('status', (status) => {
    isConnected = status === 'connected'
    if (status === 'disconnected') log.note('calm', 'The session has ended', true)
    if (status === 'unavailable') log.note('bad', 'No miniapp has connected')
    if (status !== 'connected') stage.setBasket(0)
  })
  app.on('session', ({ origin }) => log.note('calm', `Connected with ${origin}`))
  stage.follow(app)
}
