/** The frame that Drawbridge makes for an address, made by hand for all the others. */
export function insertFrame(url: string): HTMLIFrameElement {
  const iframe = document.createElement('iframe')
  iframe.setAttribute(
    'sandbox',
    'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
  )
  iframe.setAttribute('referrerpolicy', 'strict-origin')
  iframe.src = url
  document.body.append(iframe)
  return iframe
}

/** Window messages from this frame's page. Returns how to stop. */
export function onFrameMessage(
  iframe: HTMLIFrameElement,
  receive: (event: MessageEvent) => void,
): () => void {
  const { origin } = new URL(iframe.src)
  const listener = (event: MessageEvent): void => {
    if (event.source === iframe.contentWindow && event.origin === origin) receive(event)
  }
  addEventListener('message', listener)
  return () => removeEventListener('message', listener)
}

/** The host's half of a bare handshake: takes the ports of a hello, and welcomes it. */
export function mountBare(
  url: string,
  welcomed: (ports: readonly MessagePort[]) => void,
): { readonly iframe: HTMLIFrameElement; remove(): void } {
  const iframe = insertFrame(url)
  const { origin } = new URL(url)
  let ports: readonly MessagePort[] = []
  const off = onFrameMessage(iframe, (event) => {
    if (event.data !== 'hello') return
    ports = event.ports
    iframe.contentWindow?.postMessage('welcome', origin)
    welcomed(ports)
  })
  return {
    iframe,
    remove() {
      off()
      for (const port of ports) port.close()
      iframe.remove()
    },
  }
}

/** The frame's half: says hello with so many new ports, and resolves with their other ends when welcomed. */
export function sayHello(hostOrigin: string, count: number): Promise<MessagePort[]> {
  const channels = Array.from({ length: count }, () => new MessageChannel())
  return new Promise((resolve) => {
    const listener = (event: MessageEvent): void => {
      if (event.source !== parent || event.origin !== hostOrigin || event.data !== 'welcome') return
      removeEventListener('message', listener)
      resolve(channels.map(({ port1 }) => port1))
    }
    addEventListener('message', listener)
    parent.postMessage(
      'hello',
      hostOrigin,
      channels.map(({ port2 }) => port2),
    )
  })
}
