import type { Locale } from '../common/locales.js'

/** What the super-app says to its user. The workbench around the phone speaks to developers, in English. */
const en = {
  app: 'Quay',
  checked: 'Runs inside Quay',
  reload: 'Reload the miniapp',
  basket: (count: number): string => `Basket: ${count}`,
  opening: (name: string): string => `Opening ${name}…`,
  troubleTitle: 'This miniapp did not connect',
  troubleText: 'Check that it calls createMiniapp with this page in hostOrigins, then reload it.',
  tryAgain: 'Reload',
  sheetTitle: 'Confirm your order',
  asks: (name: string): string => `${name} asks for`,
  quantity: (count: string): string => `${count} ×`,
  wallet: 'From your Quay wallet',
  walletText: 'You can read your receipt in the shop.',
  confirm: 'Confirm and pay',
  cancel: 'Cancel',
  busy: 'Your bank is checking…',
  busyText: 'This can take a moment. Please keep Quay open.',
}

export type Texts = typeof en

const de: Texts = {
  app: 'Quay',
  checked: 'Läuft in Quay',
  reload: 'Miniapp neu laden',
  basket: (count) => `Korb: ${count}`,
  opening: (name) => `${name} öffnet …`,
  troubleTitle: 'Diese Miniapp meldet sich nicht',
  troubleText: 'Nennt sie diese Seite in hostOrigins von createMiniapp? Dann neu laden.',
  tryAgain: 'Neu laden',
  sheetTitle: 'Bestellung bestätigen',
  asks: (name) => `${name} bittet um`,
  quantity: (count) => `${count} ×`,
  wallet: 'Aus Ihrer Quay-Börse',
  walletText: 'Den Beleg finden Sie im Laden.',
  confirm: 'Bestätigen und zahlen',
  cancel: 'Abbrechen',
  busy: 'Ihre Bank prüft …',
  busyText: 'Das kann einen Moment dauern. Bitte Quay offen lassen.',
}

const es: Texts = {
  app: 'Quay',
  checked: 'Funciona dentro de Quay',
  reload: 'Recargar la miniapp',
  basket: (count) => `Cesta: ${count}`,
  opening: (name) => `Abriendo ${name}…`,
  troubleTitle: 'Esta miniapp no se conectó',
  troubleText: 'Comprueba que llama a createMiniapp con esta página en hostOrigins y recárgala.',
  tryAgain: 'Recargar',
  sheetTitle: 'Confirma tu pedido',
  asks: (name) => `${name} te pide`,
  quantity: (count) => `${count} ×`,
  wallet: 'De tu cartera Quay',
  walletText: 'Verás el recibo en la tienda.',
  confirm: 'Confirmar y pagar',
  cancel: 'Cancelar',
  busy: 'Tu banco está comprobando…',
  busyText: 'Puede tardar un momento. No cierres Quay.',
}

const ar: Texts = {
  app: 'Quay',
  checked: 'يعمل داخل Quay',
  reload: 'أعد تحميل التطبيق المصغّر',
  basket: (count) => `السلة: ${count}`,
  opening: (name) => `يُفتح ${name}…`,
  troubleTitle: 'لم يتصل هذا التطبيق المصغّر',
  troubleText: 'تأكد أنه يستدعي createMiniapp وفي hostOrigins هذه الصفحة، ثم أعد تحميله.',
  tryAgain: 'أعد التحميل',
  sheetTitle: 'أكّد طلبك',
  asks: (name) => `يطلب ${name}`,
  quantity: (count) => `${count} ×`,
  wallet: 'من محفظتك في Quay',
  walletText: 'ستجد الإيصال في المتجر.',
  confirm: 'أكّد وادفع',
  cancel: 'ألغِ',
  busy: 'مصرفك يتحقق…',
  busyText: 'قد يستغرق ذلك لحظة. أبقِ Quay مفتوحاً.',
}

export const texts: Readonly<Record<Locale, Texts>> = { en, de, es, ar }
