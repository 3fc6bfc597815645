import { BridgeError } from '@drawbridge/core'
import type { App, MountedMiniapp } from '@drawbridge/host'
import type { Answers } from './answers.js'
import { createDialogs, part } from './dialogs.js'

export interface ScreenOptions {
  /** Words on the buttons that a miniapp does not name itself. */
  readonly texts?: Partial<ScreenTexts> | undefined
}

interface ScreenTexts {
  readonly allow: string
  readonly cancel: string
  readonly close: string
  readonly loading: string
}

const english: ScreenTexts = {
  allow: 'Allow',
  cancel: 'Cancel',
  close: 'Close',
  loading: 'Loading',
}

const ALLOW = 1
const REFUSE = 0
/** No id of a miniapp: JSON has no such number. */
const DISMISSED = Number.POSITIVE_INFINITY
const IMAGE_SCHEMES = ['https:', 'http:', 'data:', 'blob:']

/** What miniapps show on the screen of a web host. */
export function screenAnswers(app: App, options: ScreenOptions): Answers {
  const texts = { ...english, ...options.texts }
  const dialogs = createDialogs()
  const { iframe } = app as Partial<MountedMiniapp>
  const from = iframe?.title || app.appId
  let loading: HTMLElement | undefined

  function hideLoading(): void {
    loading?.remove()
    loading = undefined
  }

  app.on('status', (status) => {
    if (status !== 'unmounted') return
    dialogs.dismiss()
    hideLoading()
  })

  return {
    async AppBoxoWebAppShowAlert({ header, message, buttons }) {
      if (buttons.length === 0)
        throw new BridgeError('INVALID_PAYLOAD', 'buttons of an alert must not be empty')
      return { id: await dialogs.ask({ from, header, content: message, choices: buttons }) }
    },
    async AppBoxoWebAppShowActionSheet({ header, list }) {
      if (list.length === 0)
        throw new BridgeError('INVALID_PAYLOAD', 'list of an action sheet must not be empty')
      const choices = list.some(({ role }) => role === 'cancel')
        ? list
        : [...list, { id: DISMISSED, text: texts.cancel, role: 'cancel' }]
      const id = await dialogs.ask({ from, header, choices, isSheet: true })
      if (id !== DISMISSED) app.sendCustomEvent('AppBoxoWebAppActionSheetItemClick', { id })
    },
    async AppBoxoWebAppShowAuthConfirmBox({ message, requiredFields = [] }) {
      const choices = [
        { id: ALLOW, text: texts.allow },
        { id: REFUSE, text: texts.cancel, role: 'cancel' },
      ]
      const content = [message, requiredFields.join(', ')].filter(Boolean).join('\n')
      if ((await dialogs.ask({ from, content, choices })) === REFUSE)
        throw new BridgeError('CANCELLED', 'The person refused')
      return {}
    },
    async AppBoxoWebAppShowImages({ images, start_index = 0 }) {
      const list = part(
        'div',
        '',
        'display:grid;gap:.5rem;max-height:60vh;margin:.5rem 0;overflow:auto',
      )
      // So that keys scroll it.
      list.tabIndex = 0
      const pictures = images.map((address, i) => picture(address, `${i + 1} / ${images.length}`))
      list.append(...pictures.slice(start_index), ...pictures.slice(0, start_index))
      const choices = [{ id: REFUSE, text: texts.close, role: 'cancel' }]
      await dialogs.ask({ from, content: list, choices })
      return { result: true }
    },
    AppBoxoWebAppLoadingIndicator({ show }) {
      hideLoading()
      if (!show) return
      loading = part(
        'div',
        `${texts.loading} …`,
        'position:fixed;top:1rem;left:50%;translate:-50%;padding:.5rem 1rem;border-radius:99px;color:#fff;background:#222d;font:.9rem system-ui,sans-serif',
      )
      loading.setAttribute('role', 'status')
      document.body.append(loading)
    },
    AppBoxoWebAppSetBackgroundColor({ color }) {
      if (iframe) iframe.style.backgroundColor = color
    },
  }
}

function picture(address: string, text: string): HTMLImageElement {
  const image = part('img', '', 'display:block;max-width:100%;margin:auto')
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !IMAGE_SCHEMES.includes(url.protocol))
    throw new BridgeError(
      'INVALID_PAYLOAD',
      `images has "${address}", which is no address of an image`,
    )
  image.alt = text
  image.referrerPolicy = 'no-referrer'
  image.src = url.href
  return image
}
