import { BridgeError } from '@drawbridge/core'
import type { Answers } from './answers.js'

export interface DeviceOptions {
  /** @default navigator.clipboard, which asks the person before it reads */
  readonly clipboard?: Pick<Clipboard, 'readText' | 'writeText'> | undefined
}

const VIBRATION_MS = { light: 10, medium: 20, heavy: 40 }
/** What a page cannot know is 0 or empty. */
const UNKNOWN = ''

/** What the browser knows of the device. */
export function deviceAnswers(options: DeviceOptions, open: (url: string) => void): Answers {
  const clipboard = (): Pick<Clipboard, 'readText' | 'writeText'> => {
    const found = options.clipboard ?? navigator.clipboard
    if (found) return found
    throw new BridgeError('UNSUPPORTED', 'This page has no clipboard. Serve it over https')
  }
  return {
    AppBoxoWebAppGetSystemInfo: () => systemInfo(),
    async AppBoxoWebAppGetClipboard() {
      return { data: await clipboard().readText().catch(refused) }
    },
    async AppBoxoWebAppSetClipboard({ data }) {
      await clipboard().writeText(data).catch(refused)
      return { result: true }
    },
    AppBoxoWebAppVibrate({ style }) {
      navigator.vibrate?.(VIBRATION_MS[style])
    },
    AppBoxoWebAppGetGeodata: () => position(),
    AppBoxoWebAppOpenLocation({ latitude, longitude, scale = 16 }) {
      const at = `${latitude}/${longitude}`
      open(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${scale}/${at}`)
      return { result: true }
    },
    AppBoxoEsimDirectInstall({ url }) {
      open(url)
      return {}
    },
    AppBoxoWebAppDownloadFile({ url }) {
      open(url)
    },
    async AppBoxoWebAppShare({ text, url }) {
      if (!navigator.share) throw new BridgeError('UNSUPPORTED', 'This browser cannot share')
      await navigator
        .share({ ...(text !== undefined && { text }), ...(url !== undefined && { url }) })
        .catch(refused)
    },
  }
}

function refused(cause: Error): never {
  throw new BridgeError('NOT_ALLOWED', `The browser refused it: ${cause.message}`, { cause })
}

function systemInfo() {
  const { width, height } = screen
  return {
    brand: UNKNOWN,
    model: UNKNOWN,
    pixelRatio: devicePixelRatio,
    screenWidth: width,
    screenHeight: height,
    windowWidth: innerWidth,
    windowHeight: innerHeight,
    statusBarHeight: 0,
    system: navigator.userAgent,
    platform: 'web',
    SDKVersion: UNKNOWN,
    cameraAuthorized: false,
    locationAuthorized: false,
    locationEnabled: 'geolocation' in navigator,
    systemUiMode: matchMedia('(prefers-color-scheme: dark)').matches
      ? ('dark' as const)
      : ('light' as const),
    isSupportESim: false,
    language: navigator.language,
  }
}

function position(): Promise<{ available: boolean; lat: string; long: string }> {
  return new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          available: true,
          lat: String(coords.latitude),
          long: String(coords.longitude),
        }),
      () => resolve({ available: false, lat: UNKNOWN, long: UNKNOWN }),
    ),
  )
}
