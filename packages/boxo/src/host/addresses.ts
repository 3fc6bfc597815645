import { BridgeError } from '@drawbridge/core'

export interface AddressOptions {
  /** Schemes of addresses that a miniapp may open. @default ['https:'] */
  readonly schemes?: readonly string[] | undefined
  /** Opens an address. @default in a new tab that knows nothing of this page */
  readonly openUrl?: ((url: string) => void) | undefined
}

const SCHEMES = ['https:']

/** Opens addresses for miniapps: only some schemes, and only when a person has just acted. */
export function createOpener({ schemes = SCHEMES, openUrl = openTab }: AddressOptions) {
  return (address: string): void => {
    let url: URL | undefined
    try {
      url = new URL(address)
    } catch {}
    if (!url || !schemes.includes(url.protocol)) {
      const what = url ? `an address of "${url.protocol}"` : 'what is no address'
      throw new BridgeError(
        'NOT_ALLOWED',
        `url is ${what}. This host opens ${schemes.join(', ')} only`,
      )
    }
    // A click in a frame counts for the pages around it.
    if (typeof navigator === 'object' && navigator.userActivation?.isActive === false)
      throw new BridgeError(
        'NOT_ALLOWED',
        'Nobody clicked. Open an address when a person asks for it',
      )
    openUrl(url.href)
  }
}

function openTab(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer')
}
