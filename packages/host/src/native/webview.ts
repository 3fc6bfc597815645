import { BridgeError, createId, defaultLimits, type Transport } from '@drawbridge/core'
import { encodeDispatch, encodeReceive } from '@drawbridge/core/native'
import type { AdoptedMiniapp, Say } from '../types.js'
import { originOfAddress, readOrigins } from './origins.js'

export interface WebviewOptions {
  /** Origins of the pages that may be the miniapp: exact ones, as `https://shop.example` or `miniapp://shop`. */
  readonly origins: readonly string[]
  /** Runs a script in the page's own world of the main frame, after the scripts before it. */
  readonly evaluate: (script: string) => void
  /**
   * A document of the miniapp has announced itself, and gets its session after this. `late`: scripts of the page ran
   * before ours, so take capabilities away here if you trust it less.
   */
  readonly onDocument?: ((document: WebviewDocument) => void) | undefined
  /** Something was not taken: a stranger speaks, or a frame that is not the main one. */
  readonly onRefused?: ((error: BridgeError) => void) | undefined
}

export interface WebviewDocument {
  readonly origin: string
  readonly injection: 'start' | 'late'
}

/** What the webview knows of a message besides its text. */
export interface MessageSender {
  /** The address or the origin of the frame that sent it, as the webview reports it. */
  readonly url: string
  /** Left out where the webview does not tell. */
  readonly isMainFrame?: boolean | undefined
  /** Where answers reach exactly the document that sent it. Without it they are evaluated. */
  readonly reply?: ((text: string) => void) | undefined
}

/** The webview's events, handed to the bridge. */
export interface WebviewEnds {
  /** A message of the script message handler. */
  message(text: unknown, sender: MessageSender): void
  /**
   * What a native object of another wire was given, as its connector reads it. Without the token of a document only the
   * webview's word tells the miniapp from the frames in it: it has to say that the main frame sent it.
   */
  hear(message: unknown, sender: MessageSender): void
  /** The main frame has committed another document, before any message of it: the old one is gone. */
  committed(): void
  /** The web process is gone, or the webview is. */
  gone(): void
}

interface Current {
  readonly token: string
  hear(text: string): void
  /** Of another wire. */
  hearOther(text: string): void
  end(): void
}

// The injected script writes the token first, so that nothing is parsed before it was compared.
const head = /^\{"d":"([0-9a-f]{32})",/
const announcement = /^"a":0,"m":\[\](?:,"injection":"(late)")?(?:,"proof":"([\w-]{1,64})")?\}$/
const ANNOUNCEMENT_LENGTH = 200
const otherWire = '"w":'

/** Whether a message is one of a Drawbridge page, true or not, and none of another bridge. */
export function isPacket(text: unknown): text is string {
  return typeof text === 'string' && head.test(text)
}

/**
 * Joins an adopted miniapp with the webview that it runs in, by "evaluate a script" and "a message came".
 *
 * Handlers of a webview can be called from every frame and stay over navigations, so that each message is looked at:
 * main frame, origin, token of the document. A document that announces itself is taken if it is the first of its
 * main frame since a commit. Where the webview does not tell frames or commits, the main frame is asked: only its
 * script hears the question.
 *
 * @throws {BridgeError} `ORIGIN_NOT_ALLOWED` for a bad entry of `origins`.
 */
export function joinWebview(
  app: Pick<AdoptedMiniapp, 'accept' | 'hear' | 'leave'>,
  { origins, evaluate, onDocument, onRefused }: WebviewOptions,
): WebviewEnds {
  const isAllowed = readOrigins(origins)
  let current: Current | undefined
  /** What the main frame is asked to say, and the token of the last document that it was asked about. */
  let question: string | undefined
  let asker: string | undefined

  function refuse(code: string, text: string): void {
    onRefused?.(new BridgeError(code, text))
  }

  function end(): void {
    const ended = current
    current = question = asker = undefined
    ended?.end()
    app.leave()
  }

  /** Whether the webview's word allows to look at a message. */
  function mayCome({ isMainFrame }: MessageSender, origin: string): boolean {
    if (isMainFrame === false)
      refuse('NOT_ALLOWED', `A frame of ${origin} inside the miniapp spoke to the host`)
    else if (!isAllowed(origin))
      refuse(
        'ORIGIN_NOT_ALLOWED',
        `A page of ${origin} spoke to the host. Add "${origin}" to origins if it is your miniapp`,
      )
    else return true
    return false
  }

  const sayTo =
    (guard: string, token?: string): Say =>
    (message, origin, { webview }) => {
      if (!webview) return
      const detail = JSON.stringify(message)
      evaluate(guard + encodeDispatch({ token, origin }, webview.event, detail))
    }

  function begin(
    token: string,
    injection: 'start' | 'late',
    sender: MessageSender,
    isTentative: boolean,
  ): void {
    const origin = originOfAddress(sender.url)
    // Where our script is not injected, a page could have a `drawbridge` of its own.
    const guard = /^https?:/.test(origin) ? `location.origin===${JSON.stringify(origin)}&&` : ''
    let onText: ((text: string) => void) | undefined
    let onEnd: (() => void) | undefined
    const transport: Transport = {
      name: 'native',
      post(text) {
        if (!onText) return
        if (sender.reply) sender.reply(text)
        else evaluate(guard + encodeReceive(token, text))
      },
      start(listen, ended) {
        onText = listen
        onEnd = ended
      },
      close() {
        onText = undefined
        onEnd = undefined
      },
    }
    question = asker = undefined
    const isNew = token !== current?.token
    const say = sayTo(guard, token)
    current = {
      token,
      hear: (text) => onText?.(text),
      hearOther(text) {
        if (text.length > defaultLimits.messageBytes)
          return refuse('TOO_LARGE', `A page of ${origin} sent ${text.length} characters at once`)
        let said: unknown
        try {
          said = (JSON.parse(text) as { w: unknown }).w
        } catch {
          return refuse('INVALID_MESSAGE', `A page of ${origin} sent what is no JSON`)
        }
        app.hear(said, origin, say)
      },
      end: () => onEnd?.(),
    }
    // A miniapp announces its document again for each session.
    if (isNew) onDocument?.({ origin, injection })
    app.accept(transport, origin, isTentative)
  }

  function onAnnouncement(
    token: string,
    injection: 'start' | 'late',
    proof: string | undefined,
    sender: MessageSender,
  ): void {
    const isProven = question !== undefined && proof === question
    const isFirst = sender.isMainFrame === true && !current
    // The script announces every document, whichever wire its miniapp speaks; once more only a Drawbridge miniapp does.
    if (isProven || isFirst) begin(token, injection, sender, true)
    else if (token === current?.token && proof === undefined) begin(token, injection, sender, false)
    else if (proof !== undefined) {
      // The main frame may have been asked twice.
      if (token === current?.token) return
      refuse('NOT_ALLOWED', `A document of ${sender.url} gave a proof that nobody asked for`)
    } else {
      // One question at a time: a stranger that announces itself must not take the answer of the right one away. It is put
      // again each time: the first may have met the document before.
      question ??= createId()
      asker = token
      evaluate(`window.drawbridge&&drawbridge.announce("${token}","${question}")`)
    }
  }

  return {
    message(text, sender) {
      const origin = originOfAddress(sender.url)
      if (!mayCome(sender, origin)) return
      const [start, token] = (typeof text === 'string' && head.exec(text)) || []
      if (!start || !token)
        return refuse('INVALID_MESSAGE', `A page of ${origin} sent what is no packet of a document`)
      const rest = (text as string).slice(start.length)
      const announced = rest.length < ANNOUNCEMENT_LENGTH ? announcement.exec(rest) : undefined
      if (announced) onAnnouncement(token, announced[1] ? 'late' : 'start', announced[2], sender)
      else if (token === current?.token)
        if (rest.startsWith(otherWire)) current.hearOther(`{${rest}`)
        else current.hear(`{${rest}`)
      // While the main frame is asked it is not known whose this is; the miniapp says it again.
      else if (token !== asker)
        refuse('NOT_ALLOWED', `A document of ${origin} spoke that is not the current one`)
    },
    hear(message, sender) {
      const origin = originOfAddress(sender.url)
      if (!mayCome(sender, origin)) return
      if (sender.isMainFrame) return app.hear(message, origin, sayTo(''))
      const remedy = 'Inject the script of its connector instead'
      refuse('NOT_ALLOWED', `This webview does not tell which frame of ${origin} spoke. ${remedy}`)
    },
    committed: end,
    gone: end,
  }
}
