import { BridgeError, createId } from '@drawbridge/core'
import { type OriginRule, originOf, originRule } from '@drawbridge/core/window'
import type { MountOptions } from './types.js'

const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads'

export interface Frame {
  readonly iframe: HTMLIFrameElement
  readonly url: string
  /** Who may speak from this frame. */
  readonly rule: OriginRule
  /** Only a frame whose sandbox takes its origin away: what its hello has to bring. */
  readonly token: string | undefined
  /** Whether the sandbox holds a page of this origin. */
  isHeld(origin: string): boolean
}

/** Makes the frame of a miniapp, without an address yet. */
export function createFrame(container: Element, options: MountOptions): Frame {
  // By its number: it may be an element of another realm.
  if (container?.nodeType !== 1)
    throw new BridgeError(
      'INVALID_PAYLOAD',
      `container must be an element of the page, not ${container === null ? 'null: querySelector has found nothing' : typeof container}`,
    )
  const { ownerDocument } = container
  const view = ownerDocument.defaultView
  // The frame would speak to that window, and take no word from this one.
  if (view && view !== window)
    throw new BridgeError(
      'INVALID_PAYLOAD',
      'container is in the document of another window. Call createHost and mount in a script of that window',
    )
  const url = readUrl(options.url, ownerDocument.baseURI)
  const sandbox = options.sandbox ?? SANDBOX
  const flags = sandbox.toLowerCase().split(/\s+/)
  const isOpaque = !flags.includes('allow-same-origin')
  // Not that of its location: a srcdoc page has the origin of the page around it.
  const own = view?.origin
  const isHeld = (origin: string): boolean =>
    isOpaque || !flags.includes('allow-scripts') || origin !== own
  if (!isHeld(url.origin)) {
    const isRelative = originOf(options.url) === undefined
    const why = isRelative ? misled(options.url, url.origin) : unheld(url.origin)
    throw new BridgeError('ORIGIN_NOT_ALLOWED', why)
  }

  const iframe = ownerDocument.createElement('iframe')
  iframe.setAttribute('sandbox', sandbox)
  iframe.setAttribute('referrerpolicy', 'strict-origin')
  iframe.setAttribute('allow', options.allow ?? '')
  iframe.title = options.title ?? options.appId

  const token = isOpaque ? createId() : undefined
  if (token) url.hash += `${url.hash ? '&' : ''}drawbridge=${token}`
  return {
    iframe,
    url: url.href,
    rule: originRule(options.origins ?? [url.origin], 'origins'),
    token,
    isHeld,
  }
}

/** A page on the host's own origin could take its sandbox off, and reach into the host. */
export function unheld(origin: string): string {
  return `The sandbox of a frame on the host's own origin ${origin} holds nothing. Serve the miniapp from another origin, or leave "allow-same-origin" out of sandbox`
}

function misled(given: string, own: string): string {
  return `url "${given}" is an address on the host's own origin ${own}, where a sandbox holds nothing. Write "https://${given}" if that is the miniapp`
}

function readUrl(given: string, base: string): URL {
  let url: URL | undefined
  try {
    if (typeof given === 'string') url = new URL(given, base)
  } catch {}
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new BridgeError('INVALID_PAYLOAD', `url must be an http or https address, not "${given}"`)
}
