import { buy, test } from './consumer.js'
import { servePlainPages } from './plain-pages.js'

test('a plain page with the one-file scripts of the tarballs buys', async ({
  page,
  folder,
  origins,
}) => {
  await servePlainPages(folder, origins)
  await buy(page, origins.hostOrigin)
})
