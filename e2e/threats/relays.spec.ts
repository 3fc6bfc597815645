import { expect, test } from '../harness/test.js'

const middle = { reply: 'the outer host' }
const outer = { middle, heard: ['middle'], seen: ['request event whose'] }

test('threat 22: a miniapp in a miniapp is served by the host around it, and by none above', async ({
  play,
}) => {
  const noHandler = {
    error: { code: 'NO_HANDLER', stage: 'received', outcome: 'none', retryable: false },
  }
  expect(await play('nestedHosts')).toEqual({
    ...outer,
    inner: {
      asked: { known: { reply: 'the middle host' }, unknown: noHandler },
      packets: [],
      kinds: ['welcome'],
    },
  })
})

test('threat 22: a page in a miniapp that is no host finds no host', async ({ play }) => {
  const noHost = { code: 'NO_HOST', stage: 'queued', outcome: 'none', retryable: true }
  expect(await play('nestedPage')).toEqual({
    ...outer,
    inner: {
      asked: {
        known: { error: noHost },
        unknown: { error: noHost },
      },
      packets: [],
      kinds: [],
    },
  })
})
