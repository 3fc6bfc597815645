import { BridgeError, type ContractEntries, type Off, type UntypedEntries } from '@drawbridge/core'
import type { Host, MountedMiniapp } from './types.js'

/** What `<miniapp-frame>` tells, besides what its `miniapp` tells. */
export interface MiniappFrameElement<E extends ContractEntries = UntypedEntries>
  extends HTMLElement {
  /** The mounted miniapp while the element is in a document and has `src` and `app-id`. */
  readonly miniapp: MountedMiniapp<E> | undefined
}

const mountedBy = ['src', 'app-id', 'origins', 'sandbox', 'allow', 'partition'] as const

// In a shadow root, so that every rule of the page for the element or its frame comes before these.
const styles =
  ':host{display:block}:host([hidden]){display:none}::slotted(iframe){display:block;width:100%;height:100%;border:0}'

/**
 * Defines a custom element that mounts a miniapp of `host` while it is in the document:
 *
 * `<miniapp-frame src="https://shop.example/" app-id="shop" title="Shop"></miniapp-frame>`
 *
 * Attributes are the options of `mount`, `origins` separated by spaces; changing one mounts anew.
 * Moving the element mounts anew too, since browsers load a moved frame again, but for `moveBefore`, which keeps the page.
 * Events, which bubble: `miniapp-status`
 * (its detail is the status), `miniapp-error` (a `BridgeError`, also for attributes that `mount` refuses).
 *
 * The element is a block that its frame fills without a border; any style of the page for either comes before that.
 *
 * @param name @default 'miniapp-frame'
 * @throws {BridgeError} `HANDLER_EXISTS` if the name is taken: one element serves one host.
 */
export function defineMiniappFrame<E extends ContractEntries = UntypedEntries>(
  host: Host<E>,
  name: string = 'miniapp-frame',
): void {
  if (customElements.get(name))
    throw new BridgeError('HANDLER_EXISTS', `<${name}> is defined already. Give another name`)

  const sheet = createSheet()

  class MiniappFrame extends HTMLElement implements MiniappFrameElement<E> {
    static readonly observedAttributes: readonly string[] = [...mountedBy, 'title']
    miniapp: MountedMiniapp<E> | undefined
    #isScheduled = false
    /** That one of `src` and `app-id` is missing is told once while the element is in a document. */
    #isToldOf = false
    #off: Off[] = []

    constructor() {
      super()
      if (!sheet) return
      const root = this.attachShadow({ mode: 'open' })
      root.adoptedStyleSheets = [sheet]
      root.append(document.createElement('slot'))
    }

    connectedCallback(): void {
      this.#schedule()
    }

    // A move that keeps the page in the frame keeps the miniapp. Without this browsers take the element out and put it in.
    connectedMoveCallback(): void {}

    disconnectedCallback(): void {
      this.#isToldOf = false
      this.#unmount()
    }

    attributeChangedCallback(attribute: string, before: string | null, now: string | null): void {
      if (before === now) return
      if (attribute !== 'title') this.#schedule()
      else if (this.miniapp) this.miniapp.iframe.title = now ?? this.miniapp.appId
    }

    // Several attributes are often set in one turn, and one mount is enough for them.
    #schedule(): void {
      if (this.#isScheduled) return
      this.#isScheduled = true
      queueMicrotask(() => {
        this.#isScheduled = false
        this.#unmount()
        if (this.isConnected) this.#mount()
      })
    }

    #mount(): void {
      const url = this.getAttribute('src')
      const appId = this.getAttribute('app-id')
      if (url === null || appId === null) return this.#tellMissing(url, appId)
      const text = (attribute: string): string | undefined =>
        this.getAttribute(attribute) ?? undefined
      try {
        const miniapp = host.mount(this, {
          url,
          appId,
          origins: text('origins')?.split(/\s+/).filter(Boolean),
          sandbox: text('sandbox'),
          allow: text('allow'),
          title: text('title'),
          partition: text('partition'),
        })
        this.miniapp = miniapp
        this.#off = [
          miniapp.on('status', (status) => this.#tell('status', status)),
          miniapp.on('error', (error) => this.#tell('error', error)),
        ]
      } catch (error) {
        this.#tell('error', error)
      }
    }

    #tellMissing(url: string | null, appId: string | null): void {
      if (url === appId || this.#isToldOf) return
      this.#isToldOf = true
      const text = `<${name}> has no ${url === null ? 'src' : 'app-id'}. It mounts with both src and app-id`
      this.#tell('error', new BridgeError('INVALID_PAYLOAD', text))
    }

    #unmount(): void {
      const { miniapp } = this
      this.miniapp = undefined
      miniapp?.unmount()
      for (const off of this.#off) off()
      this.#off = []
    }

    #tell(what: string, detail: unknown): void {
      this.dispatchEvent(new CustomEvent(`miniapp-${what}`, { bubbles: true, detail }))
    }
  }

  customElements.define(name, MiniappFrame)
}

/** Not a `<style>`, which a content security policy may forbid. Nothing in engines that are too old for it. */
function createSheet(): CSSStyleSheet | undefined {
  if (!('adoptedStyleSheets' in Document.prototype)) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  return sheet
}
