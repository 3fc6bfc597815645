import type { BridgeErrorCode } from './errors.js'

export interface ErrorDoc {
  readonly when: string
  /** Who can do something about it. */
  readonly who: 'miniapp' | 'host' | 'either' | 'network'
  readonly remedy: string
}

/** What each code means: the source of the documentation. A code is never removed or reused. */
export const errorTable: Readonly<Record<BridgeErrorCode, ErrorDoc>> = {
  TIMEOUT: {
    when: 'No sign of life from the other side for `timeout` ms, or no answer within `deadline` ms.',
    who: 'either',
    remedy: 'Repeat with the same `key` if `retryable`. Raise `deadline` for long work.',
  },
  CANCELLED: {
    when: 'The caller aborted the call; its reason is the `cause`. The handler may have acted already if `outcome` is `unknown`.',
    who: 'either',
    remedy: 'Nothing: it was wanted.',
  },
  DISCONNECTED: {
    when: 'The session ended before the answer: a reload, a navigation, `close()`, `unmount()`, a gap.',
    who: 'either',
    remedy: 'Repeat with the same `key` if `retryable`; else ask the other side what happened.',
  },
  NO_HOST: {
    when: 'No host answered within `connectTimeout`, or the page stands alone.',
    who: 'miniapp',
    remedy: 'Open the miniapp inside a host. A host that comes later is still taken.',
  },
  NO_HANDLER: {
    when: 'Nothing on the other side handles this type.',
    who: 'either',
    remedy: 'Add `onCustomEvent(type, …)` there, or `onAppEvent` on the host.',
  },
  HANDLER_EXISTS: {
    when: 'A second answering handler for the same type and scope.',
    who: 'either',
    remedy: 'Remove the first, or add the second with `{ observe: true }`.',
  },
  NOT_ALLOWED: {
    when: 'The host does not grant the capability.',
    who: 'host',
    remedy: 'Ask with `requestCapabilities`, or list it in `capabilities` of `createHost`.',
  },
  INVALID_PAYLOAD: {
    when: 'A payload, reply or option is not JSON, does not fit the contract, or has a bad value; `data.path` says where.',
    who: 'either',
    remedy: 'Send plain JSON of the shape that the message names.',
  },
  INVALID_MESSAGE: {
    when: 'The other side sent something that is no message of the protocol.',
    who: 'either',
    remedy: 'Report it to the maker of the other side; nothing was done.',
  },
  TOO_LARGE: {
    when: 'A message is over `limits.messageBytes` characters of JSON.',
    who: 'either',
    remedy: 'Send a link to the data, or several messages.',
  },
  RATE_LIMITED: {
    when: 'More requests are unanswered than the receiver takes. As an `error` event of the receiver: so many events came over its limits that `data.dropped` of them were dropped, or a flood (`data.flood`) ended the session.',
    who: 'either',
    remedy:
      'Wait for answers, then repeat: nothing was done. Send fewer events, or declare `coalesce`.',
  },
  QUEUE_FULL: {
    when: 'Too much waits for the connection, or a store has no room.',
    who: 'either',
    remedy: 'Await `connected`, or send less at once.',
  },
  UNSUPPORTED: {
    when: 'The other side does not know the method.',
    who: 'either',
    remedy: 'Ask with `supports(name)` first, or update the other side.',
  },
  HANDLER_FAILED: {
    when: 'The handler threw something that is no `BridgeError`, or took longer than its budget.',
    who: 'either',
    remedy: 'Look up `data.reference` in the `error` events of the other side.',
  },
  KEY_REUSED: {
    when: 'The key was used before with another payload.',
    who: 'miniapp',
    remedy: 'Make a new key for a new request; repeat the very same payload with an old one.',
  },
  OUTCOME_UNKNOWN: {
    when: 'A keyed request was posted over another path and got no answer, or an app event was sent `at-most-once` and nobody knows whether it arrived, or the storage of an outbox was deleted before it had heard.',
    who: 'miniapp',
    remedy:
      'Ask the receiver what happened. A request goes again over the path that it was posted on, or over any that announces the same `outcomes.store`.',
  },
  EXPIRED: {
    when: 'An app event was kept for its `ttl` and did not arrive. It is a dead letter now.',
    who: 'miniapp',
    remedy: 'Look at what kept it from being sent, then `redeliver(key)` or `discard(key)`.',
  },
  ALREADY_CONNECTED: {
    when: 'The document has a live miniapp already.',
    who: 'miniapp',
    remedy: 'Share the one object, or `close()` it before you make another.',
  },
  PROTOCOL_MISMATCH: {
    when: 'The two sides speak no common protocol version.',
    who: 'either',
    remedy: 'Update the older side.',
  },
  ORIGIN_NOT_ALLOWED: {
    when: 'An origin is not in `hostOrigins` or `origins`, is written wrongly, or the sandbox would not hold it.',
    who: 'either',
    remedy: 'Add the origin that the message names, if it is yours.',
  },
  HTTP_ERROR: {
    when: 'A server answered with an error, or not at all.',
    who: 'network',
    remedy: 'See `data` for the status and what the server said.',
  },
  EVENT_RECEIVER_DISABLED: {
    when: 'Event Bridge: the receiver is off or has no address.',
    who: 'host',
    remedy: 'Enable the event receiver in the dashboard.',
  },
  INVALID_EVENT_DATA: {
    when: 'Event Bridge: the body or a field of the event is wrong.',
    who: 'miniapp',
    remedy: 'Correct the field that the message names.',
  },
  EVENT_DELIVERY_FAILED: {
    when: 'Event Bridge: the receiver timed out, could not be reached, or answered wrongly.',
    who: 'network',
    remedy: 'Look at the receiver; repeat later with the same key.',
  },
  UNAUTHORIZED: {
    when: 'Event Bridge: the sender is unknown, or its address or signature is wrong. Outbox: nobody is signed in whose event it could be, or `token` gave none.',
    who: 'miniapp',
    remedy: 'Check the credentials and the allow-list; sign in.',
  },
  INTEGRATION_DISABLED: {
    when: 'Event Bridge: the partnership of the two apps is off.',
    who: 'host',
    remedy: 'Enable the integration in the dashboard.',
  },
}
