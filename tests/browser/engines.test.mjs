// The engines of accessibility checks find what they are there to find: what
// is said of a page by a check that finds nothing anywhere is worth nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, faultsOfHtml, htmlCodeSniffer, ibmEqualAccess, tooNarrowForSpacedText } from './engines.mjs'
import { openBrowser, zoomed } from './kit.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(() => browser.close())

const page = body => `<!DOCTYPE html><html lang="en-GB"><head><title>A page</title><meta name="viewport" content="width=device-width"></head><body><main>${body}</main></body></html>`

async function shown (body) {
  const context = await browser.newContext({ viewport: zoomed })
  const opened = await context.newPage()
  await opened.setContent(page(body))
  return opened
}

test('the validator finds what the Nu checker found on the pages of before', async () => {
  assert.deepEqual(await faultsOfHtml(page('<h1>Send it</h1>')), [])
  const found = async body => (await faultsOfHtml(page(body))).map(each => each.split(': ')[1])
  assert.deepEqual(await found('<button type="submit"class="send">Send</button>'), ['attr-spacing'])
  assert.deepEqual(await found('<table role="table"><tr role="row"><th scope="col">Name</th></tr></table>'), ['no-redundant-role', 'no-redundant-role'])
  assert.deepEqual(await found('<ul><p>One</p></ul>'), ['element-permitted-content'])
  assert.deepEqual(await found('<p id="one">One</p><p id="one">Two</p>'), ['no-dup-id'])
})

test('each engine finds a field without a name', async () => {
  const opened = await shown('<h1>Your name</h1><input type="text" id="name">')
  for (const engine of [axe, htmlCodeSniffer, ibmEqualAccess]) {
    assert.notDeepEqual(await engine(opened), [], engine.name)
  }
  await opened.context().close()
})

test('text that somebody spaces is seen to be cut off, or to stick out', async () => {
  const fine = await shown('<h1>Your name</h1><p>What do people call you?</p>')
  assert.deepEqual(await tooNarrowForSpacedText(fine), [])
  await fine.context().close()
  const cut = await shown('<p style="height: 20px; font: 16px/20px sans-serif; overflow: hidden">Two words</p>')
  assert.equal((await tooNarrowForSpacedText(cut)).length, 1)
  await cut.context().close()
  const wide = await shown('<p style="font: 20px monospace; white-space: nowrap">a line of 22 letters..</p>')
  assert.equal((await tooNarrowForSpacedText(wide)).length, 1)
  await wide.context().close()
})
