/**
 * What other people's code says in windows, and what no code of ours should trip over: the envelopes of developer tools,
 * build tools, wallets, consent banners and bridges, bare values of every kind, and near misses of our own.
 */
export function foreignMessages(attempt = 'guessed'): unknown[] {
  const hello = { kind: 'hello', attempt, protocol: [1, 1], document: 'd', app: 'shop' }
  return [
    ...envelopes,
    ...bareValues(),
    hello,
    { ...hello, drawbridge: 2 },
    { ...hello, drawbridge: '1' },
    { ...hello, drawbridge: true },
    { ...hello, Drawbridge: 1 },
    { drawbridge: [1], kind: 'knock' },
    { drawbridge: 1 },
    { drawbridge: 1, kind: 'greeting' },
    { drawbridge: 1, kind: ['refuse'], attempt, code: 'NO_HOST' },
    [{ drawbridge: 1, kind: 'refuse', attempt, code: 'NO_HOST' }],
    { kind: 'refuse', attempt, code: 'NO_HOST' },
    { drawbridge: 0, kind: 'refuse', attempt, code: 'NO_HOST' },
    { data: { drawbridge: 1, kind: 'refuse', attempt, code: 'NO_HOST' } },
    JSON.stringify({ drawbridge: 1, kind: 'refuse', attempt, code: 'NO_HOST' }),
    JSON.stringify({ n: 1, a: 0, m: [] }),
  ]
}

const envelopes: readonly unknown[] = [
  { source: 'react-devtools-content-script', hello: true },
  { source: 'react-devtools-bridge', payload: { event: 'operations', payload: [1, 2, 3] } },
  { source: 'react-devtools-detector', reactBuildType: 'production' },
  { source: '@devtools-page', payload: { type: 'START' } },
  { source: '__vue-devtools__', payload: { event: 'flush', payload: '[]' } },
  { isAngular: true, isIvy: true, isDebugMode: false, source: 'angular-devtools' },
  { type: 'webpackOk', data: undefined },
  { type: 'webpackInvalid' },
  'webpackHotUpdate4f2a',
  { type: 'sb-preview', event: { type: 'storyRendered', args: [] } },
  { target: 'metamask-inpage', data: { name: 'metamask-provider', data: { method: 'x' } } },
  { target: 'metamask-contentscript', data: { name: 'metamask-provider', data: { id: 1 } } },
  { type: 'keplr-provider', id: 'f1', method: 'enable', args: [] },
  { __tcfapiCall: { command: 'ping', version: 2, callId: 1 } },
  '{"__uspapiCall":{"command":"getUSPData","version":1,"callId":1}}',
  { event: 'recaptcha-setup', id: 'a' },
  '!_{"h":"I0_1","s":"I0_1"}',
  'setImmediate$0.1234$1',
  'zone-task-1',
  '_FB_:1',
  { penpal: 'syn', namespace: 'penpal', channel: undefined, type: 'SYN', participantId: 'p' },
  { type: '@post-me', action: '@handshake-request', sessionId: 1 },
  { postmate: 'handshake', type: 'application/x-postmate-v1+json', model: {} },
  { id: '1-2-3-4', type: 'GET', path: ['constructor'] },
  '{"__post_robot_10_0_46__":[{"type":"postrobot_message_request","name":"hello","id":"1"}]}',
  '/*framebus*/{"event":"ready","eventData":{}}',
  { t: 'q', i: 'a', m: 'toString', a: [] },
  { jsonrpc: '2.0', id: 1, method: 'ui/initialize', params: {} },
  { jsonrpc: '2.0', id: 0, result: {} },
  { jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'unmounted' } },
]

function bareValues(): unknown[] {
  const cycle: Record<string, unknown> = {}
  cycle.me = cycle
  let deep: unknown = 1
  for (let level = 0; level < 1_000; level++) deep = [deep]
  return [
    null,
    undefined,
    true,
    0,
    -1,
    Number.NaN,
    12n,
    '',
    'knock',
    'x'.repeat(1_000_000),
    [],
    [null],
    {},
    cycle,
    deep,
    new Date(0),
    /x/,
    new Map([['drawbridge', 1]]),
    new Set(['knock']),
    new Error('an error'),
    new ArrayBuffer(8),
    new Uint8Array(8),
    new Blob(['a']),
    new DOMRect(),
    JSON.parse('{"__proto__":{"drawbridge":1,"kind":"knock"}}'),
  ]
}
