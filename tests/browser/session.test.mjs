// The end of a session: the warning before it, staying, leaving, and coming
// back to what was typed.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, openBrowser, phone, picture, visitor } from './kit.mjs'
import { newAccount, signIn } from './people.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

const MINUTE = 60_000
const PAGE = '/check-support/who'

const warning = page => page.getByRole('dialog', { name: 'You will be signed out soon' })

// Whether what has the focus is in the dialog, or is nothing of the page.
function focusIsInside (page) {
  return page.evaluate(() => {
    const dialog = document.querySelector('dialog[open]')
    return dialog.contains(document.activeElement) || document.activeElement === document.body
  })
}

// A page of somebody who is signed in, on a clock that the test moves.
async function signedIn (name, viewport = desktop) {
  const { page, context, troubles } = await visitor(browser, { viewport })
  await page.clock.install()
  const email = await newAccount(page, name, PAGE)
  return { page, context, troubles, email }
}

for (const [size, viewport] of Object.entries({ phone, desktop })) {
  describe(`the end of a session at ${size} width`, () => {
    it('is warned of, and whoever is there stays with what they typed', async () => {
      const { page, context, troubles } = await signedIn(`stay-${size}`, viewport)
      const choice = page.getByRole('radio').nth(1)
      await choice.check()
      await page.clock.fastForward(24 * MINUTE)
      await page.clock.runFor(2_000)
      assert.equal(await page.locator('dialog[open]').count(), 0, 'not before its time')
      await page.clock.fastForward(MINUTE)
      await warning(page).waitFor()
      await picture(page, `session-warning-${size}`)

      // The focus is on the way to stay, and does not leave.
      const stay = warning(page).getByRole('button', { name: 'Stay signed in' })
      assert.equal(await stay.evaluate(each => each === document.activeElement), true)
      for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
        await page.keyboard.press(key)
        assert.equal(await focusIsInside(page), true, `${key} stays in the dialog`)
      }
      await isAGoodPage(page, 'the warning')

      // Escape is somebody who is there.
      const renewed = () => page.waitForResponse(answer => answer.url().endsWith('/account/stay') && answer.ok())
      await Promise.all([renewed(), page.keyboard.press('Escape')])
      await warning(page).waitFor({ state: 'hidden' })
      assert.equal(await choice.isChecked(), true, 'what was chosen is still there')
      await page.clock.fastForward(24 * MINUTE)
      await page.clock.runFor(2_000)
      assert.equal(await page.locator('dialog[open]').count(), 0, 'the session has begun anew')

      await page.clock.fastForward(MINUTE)
      await warning(page).waitFor()
      await Promise.all([renewed(), stay.click()])
      await warning(page).waitFor({ state: 'hidden' })
      assert.equal(await choice.isChecked(), true)
      assert.equal(await page.evaluate(() => document.activeElement.type), 'radio', 'the focus is where it was')
      assert.deepEqual(troubles, [])
      await context.close()
    })

    it('is where somebody may sign out instead', async () => {
      const { page, context, troubles } = await signedIn(`leave-${size}`, viewport)
      await page.clock.fastForward(25 * MINUTE + 1_000)
      await warning(page).waitFor()
      await Promise.all([page.waitForNavigation(), warning(page).getByRole('button', { name: 'Sign out' }).click()])
      await page.getByRole('heading', { name: 'You have signed out' }).waitFor()
      await page.goto('/account')
      assert.match(page.url(), /\/sign-in\?next=\/account$/)
      assert.deepEqual(troubles, [])
      await context.close()
    })

    it('covers the page, and what was typed is there after signing in again', async () => {
      const { page, context, troubles, email } = await signedIn(`end-${size}`, viewport)
      const value = await page.getByRole('radio').nth(1).getAttribute('value')
      await page.getByRole('radio').nth(1).check()
      await page.clock.fastForward(25 * MINUTE + 1_000)
      await warning(page).waitFor()
      // The clock of the server goes with that of the page.
      await context.setExtraHTTPHeaders({ 'x-test-clock': new Date(Date.now() + 31 * MINUTE).toISOString() })
      await page.clock.fastForward(5 * MINUTE + 1_000)
      const over = page.getByRole('dialog', { name: 'You have been signed out' })
      await over.waitFor()
      await isAGoodPage(page, 'the end of a session')
      await picture(page, `session-over-${size}`)
      assert.equal(await over.getByRole('button').count(), 1)
      await Promise.all([page.waitForNavigation(), over.getByRole('button', { name: 'Sign in again' }).click()])
      assert.match(page.url(), /\/sign-in\?next=\/check-support\/who$/)
      await signIn(page, email)
      assert.equal(new URL(page.url()).pathname, PAGE)
      assert.equal(await page.locator(`input[value="${value}"]`).isChecked(), true)
      assert.deepEqual(troubles, [])
      await context.close()
    })
  })
}

describe('the end of a session in another way', () => {
  it('is put off in every tab by staying in one', async () => {
    const { page, context, troubles } = await signedIn('tabs')
    const other = await context.newPage()
    await other.goto(PAGE)
    // One clock for both.
    await context.clock.fastForward(25 * MINUTE + 1_000)
    await warning(page).waitFor()
    await warning(other).waitFor()
    await warning(page).getByRole('button', { name: 'Stay signed in' }).click()
    await warning(other).waitFor({ state: 'hidden' })
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('deletes nothing that somebody was only asked about', async () => {
    const { page, context, troubles } = await signedIn('asked')
    await page.getByRole('radio').first().check()
    await page.getByRole('main').getByRole('button', { name: 'Continue' }).click()
    await page.goto('/check-support/clear')
    // The page's clock alone is at the end: the session is not.
    await page.clock.fastForward(31 * MINUTE)
    const over = page.getByRole('dialog', { name: 'You have been signed out' })
    await Promise.all([page.waitForNavigation(), over.getByRole('button', { name: 'Sign in again' }).click()])
    await page.goto(PAGE)
    assert.equal(await page.getByRole('radio').first().isChecked(), true)
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('is told without JavaScript by the page itself', async () => {
    const { page, context, troubles } = await visitor(browser, { javaScript: false })
    await newAccount(page, 'plain', PAGE)
    const told = page.getByText(/You will be signed out at \d{1,2}(:\d\d)?(am|pm) if you do nothing until then/)
    await told.waitFor()
    assert.equal(await page.locator('dialog[open]').count(), 0)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You have signed out' }).waitFor()
    assert.deepEqual(troubles, [])
    await context.close()
  })
})
