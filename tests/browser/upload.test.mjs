// Sending a file, with the script and without it. What is wrong with one is
// said before it is sent, in the words that the portal has for it afterwards.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { address, isAGoodPage, openBrowser, picture, visitor } from './kit.mjs'
import { PHOTOGRAPH, answerRequest, follow, newAccount, press, signIn } from './people.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

const FILES = [
  [null, 'Select a file'],
  [{ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }, 'The selected file is empty'],
  [{ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ, and not a PDF') }, 'The selected file must be a PDF, JPEG, PNG, HEIC or DOCX'],
  [{ name: 'scan.png', mimeType: 'image/png', buffer: Buffer.concat([PHOTOGRAPH, Buffer.alloc(10 * 1024 * 1024)]) }, 'The selected file must be no larger than 10MB']
]

async function chooseFile (page) {
  await page.goto('/apply/evidence')
  await press(page, /Add/)
}

describe('a file', () => {
  it('is sent straight to where files are kept without JavaScript, and is listed', async () => {
    const { page, context, troubles } = await visitor(browser, { javaScript: false })
    await newAccount(page, 'plain-upload', '/apply/about')
    await answerRequest(page)
    await chooseFile(page)
    const posted = []
    page.on('request', request => { if (request.method() === 'POST') posted.push(new URL(request.url()).origin) })
    await page.getByLabel('Choose a file').setInputFiles({ name: 'power of attorney.png', mimeType: 'image/png', buffer: PHOTOGRAPH })
    await Promise.all([page.waitForURL('**/apply/evidence'), page.getByRole('main').getByRole('button', { name: 'Send file' }).click()])
    assert.equal(posted.length, 1)
    assert.notEqual(posted[0], new URL(address).origin, 'no function takes the file')

    const ready = page.getByRole('main').getByText('Ready', { exact: true })
    for (let turn = 0; turn < 20 && await ready.count() === 0; turn++) {
      await page.waitForTimeout(500)
      await follow(page, 'Check again')
    }
    await ready.waitFor()
    await page.getByRole('link', { name: 'Remove power of attorney.png', exact: true }).waitFor()
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('that cannot be used is not sent, and the page says why', async () => {
    const { page, context, troubles } = await visitor(browser)
    const email = await newAccount(page, 'upload', '/apply/about')
    await answerRequest(page)
    await chooseFile(page)
    const title = await page.title()
    const field = page.getByLabel('Choose a file')
    const send = page.getByRole('main').getByRole('button', { name: 'Send file' })
    const posted = []
    page.on('request', request => { if (request.method() === 'POST') posted.push(request.url()) })

    for (const [file, words] of FILES) {
      await field.setInputFiles(file ?? [])
      // A second press of a button within a second is ignored.
      await page.waitForTimeout(1_000)
      await send.click()
      const summary = page.getByRole('alert')
      const link = summary.getByRole('link', { name: words, exact: true })
      await link.waitFor()
      assert.equal(await summary.evaluate(each => each.parentElement === document.activeElement), true, 'the summary has the focus')
      assert.equal(await page.title(), `Error: ${title}`)
      assert.equal(await page.locator('.govuk-error-message').count(), 1)
      assert.equal((await page.locator('#file-error').textContent()).trim(), `Error: ${words}`)
      assert.equal(await field.getAttribute('aria-describedby'), 'file-hint file-error')
      await link.click()
      assert.equal(await field.evaluate(each => each === document.activeElement), true, 'its link leads to the field')
    }
    await isAGoodPage(page, 'a file that cannot be used')
    await picture(page, 'upload-error')
    assert.deepEqual(posted, [], 'nothing was sent')

    // One that may be used takes the error away and is sent.
    await page.waitForTimeout(1_000)
    await field.setInputFiles({ name: 'power of attorney.png', mimeType: 'image/png', buffer: PHOTOGRAPH })
    await Promise.all([page.waitForURL('**/apply/evidence'), send.click()])
    await page.getByText('power of attorney').or(page.getByText('Being checked')).first().waitFor()

    // Without the script it is sent, and the portal says the same.
    const plain = await visitor(browser, { javaScript: false })
    await plain.page.goto('/sign-in?next=/saved-forms')
    await signIn(plain.page, email)
    await plain.page.getByRole('button', { name: /See your answers|Continue/ }).first().click()
    await chooseFile(plain.page)
    await plain.page.getByLabel('Choose a file').setInputFiles(FILES[2][0])
    await plain.page.getByRole('button', { name: 'Send file' }).click()
    for (let turn = 0; turn < 20 && await plain.page.getByText('Cannot be used').count() === 0; turn++) {
      await plain.page.waitForTimeout(500)
      await plain.page.goto('/apply/evidence')
    }
    await plain.page.getByText(`${FILES[2][1]}. We deleted it.`).waitFor()
    assert.deepEqual([...troubles, ...plain.troubles], [])
    await plain.context.close()
    await context.close()
  })
})
