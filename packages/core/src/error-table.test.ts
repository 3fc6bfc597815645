import { expect, it } from 'vitest'
import { errorTable } from './error-table.js'
import { bridgeErrorCodes } from './errors.js'

const actors = {
  miniapp: 'For the miniapp',
  host: 'For the host',
  either: 'For the side that can',
  network: 'For whoever runs the server',
}

const page = `# Errors

Every failure is a \`BridgeError\`. Its \`code\` is stable and made for programs; its \`message\` names the field
and the next step. Tell one with \`isBridgeError(error, code?)\`, which also knows errors of another copy of
the package.

- \`code\`: one of the codes below, or one that a handler gave.
- \`stage\`: \`queued\`, still here; \`sent\`, handed to the transport; \`received\`, acknowledged by the other side.
- \`outcome\`: \`none\`, the other side did nothing; \`unknown\`, it may have.
- \`retryable\`: the same call may be made again as it is.
- \`data\`: JSON that explains the error to a program.
- \`cause\`: the local reason; never sent.

Only a \`BridgeError\` that a handler throws crosses with its text and data. Anything else becomes
\`HANDLER_FAILED\` with a reference, which an \`error\` event on the handler's side explains.

${bridgeErrorCodes
  .map((code) => {
    const { when, who, remedy } = errorTable[code]
    return `## ${code}\n\n${when}\n\n${actors[who]}: ${remedy}\n`
  })
  .join('\n')}`

it('docs/errors.md is made from the table', async () => {
  await expect(page).toMatchFileSnapshot('../../../docs/errors.md')
})
