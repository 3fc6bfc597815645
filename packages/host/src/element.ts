import { BridgeError, type ContractEntries, type Off, type UntypedEntries } from '@drawbridge/core'
import type { Host, MountedMiniapp } from './types.js'

/** What `<miniapp-frame>` tells, besides what its `miniapp` tells. */
export interface MiniappFrameElement<E extends ContractEntries = UntypedEntries>
  extends HTMLElement {
  /** The mounted miniapp while the element is in a document and has `src` and `app-id`. */
  readonly miniapp: MountedMiniapp<E> | undefined
}

const mountedBy = ['src', 'app-id', 'origins', 'sandbox', 'allow', 'partition'] as const

/**
 * Defines a custom element that mounts a miniapp of `host` while it is in the document:
 *
 * `<miniapp-frame src="https://shop.example/" app-id="shop" title="Shop"></miniapp-frame>`
 *
 * Attributes are the options of `mount`, `origins` separated by spaces; changing one mounts anew.
 * Moving the element mounts anew too: browsers load a moved frame again. Events: `miniapp-status` (its
 * detail is the status), `miniapp-error` (a `BridgeError`, also for attributes that `mount` refuses).
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

  class MiniappFrame extends HTMLElement implements MiniappFrameElement<E> {
    static readonly observedAttributes: readonly string[] = [...mountedBy, 'title']
    miniapp: MountedMiniapp<E> | undefined
    #isScheduled = false
    #off: Off[] = []

    connectedCallback(): void {
      this.#schedule()
    }

    disconnectedCallback(): void {
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
      if (url === null || appId === null) return
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

    #unmount(): void {
      const { miniapp } = this
      this.miniapp = undefined
      miniapp?.unmount()
      for (const off of this.#off) off()
      this.#off = []
    }

    #tell(what: string, detail: unknown): void {
      this.dispatchEvent(new CustomEvent(`miniapp-${what}`, { detail }))
    }
  }

  customElements.define(name, MiniappFrame)
}
