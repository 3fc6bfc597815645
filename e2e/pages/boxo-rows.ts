import { type BoxoMethod, type BoxoRequest, boxoMethods } from '@drawbridge/boxo'

/** The methods with which a host does something by itself: without a row here this does not compile. */
export type OwnMethod = {
  [M in BoxoMethod]: (typeof boxoMethods)[M]['host'] extends 'raises' | 'pushes' ? never : M
}[BoxoMethod]

/** As the table has them while the test runs. */
export const ownMethods = Object.entries(boxoMethods)
  .filter(([, { host }]) => host !== 'raises' && host !== 'pushes')
  .map(([method]) => method)

/** How many methods a miniapp sends. */
export const sentMethods = Object.values(boxoMethods).filter((facts) => 'request' in facts).length

const dot =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="320" height="160"%3E%3Crect width="320" height="160" fill="%2306c"/%3E%3C/svg%3E'

/** What a miniapp asks with each of them, in this order. Closing comes last. */
export const asked: { readonly [M in OwnMethod]: BoxoRequest<M> } = {
  AppBoxoWebAppInit: {},
  AppBoxoWebAppGetInitData: {},
  AppBoxoWebAppGetMiniappSettings: {},
  AppBoxoWebAppLogin: { confirmModalText: 'Sign in?' },
  AppBoxoWebAppSaveToken: { token: 't-2' },
  AppBoxoWebAppClearToken: {},
  AppBoxoWebAppLogout: {},
  AppBoxoWebAppPay: {
    amount: 12.5,
    currency: 'EUR',
    miniappOrderId: 'm-1',
    transactionToken: 'pt_1',
    extraParams: { gift: true },
  },
  AppBoxoWebAppCustomEvent: { type: 'price', payload: { of: 'tea' } },
  AppBoxoWebAppStorageClear: {},
  AppBoxoWebAppStorageSet: { key: 'a', value: '1' },
  AppBoxoWebAppStorageGet: { keys: ['a', 'b'] },
  AppBoxoWebAppStorageGetKeys: { count: 10, offset: 0 },
  AppBoxoWebAppStorageRemove: { key: 'a' },
  AppBoxoWebAppGetSystemInfo: {},
  AppBoxoWebAppGetGeodata: {},
  AppBoxoWebAppSetClipboard: { data: 'copied' },
  AppBoxoWebAppGetClipboard: {},
  AppBoxoWebAppVibrate: { style: 'heavy' },
  AppBoxoWebAppShare: { text: 'Tea', url: 'https://shop.example/tea' },
  AppBoxoWebAppOpenLocation: { latitude: 48.2, longitude: 16.4 },
  AppBoxoEsimDirectInstall: { url: 'https://esim.example/' },
  AppBoxoWebAppDownloadFile: { url: 'https://shop.example/file.pdf', file_name: 'file.pdf' },
  AppBoxoWebAppLoadingIndicator: { show: true },
  AppBoxoWebAppSetBackgroundColor: { color: 'rgb(1, 2, 3)' },
  AppBoxoWebAppShowAlert: {
    header: 'Delete the order?',
    message: 'It cannot be brought back.\nThe seller is told.',
    buttons: [
      { id: 5, text: 'Delete', role: 'destructive' },
      { id: 4, text: 'Keep', role: 'cancel' },
    ],
  },
  AppBoxoWebAppShowActionSheet: {
    header: 'Sort by',
    list: [
      { id: 7, text: 'Price', role: 'selected' },
      { id: 8, text: 'Name' },
      { id: 9, text: 'Forget the order', role: 'destructive' },
    ],
  },
  AppBoxoWebAppShowAuthConfirmBox: {
    message: 'Sign in to the shop with your account?',
    requiredFields: ['email', 'phone'],
  },
  AppBoxoWebAppShowImages: { images: [dot, dot, dot], start_index: 1 },
  AppBoxoWebAppCloseMiniapp: {},
  AppBoxoWebAppCloseMiniApp: {},
}
