// Somebody makes an account half way, loses the session, comes back, sends a
// document, applies for a parent, and is told that the council received it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { councilReceives } from './case-system.mjs'
import { desktop, isAGoodPage, openBrowser, phone, picture, visitor } from './kit.mjs'
import { PHOTOGRAPH, answerRequest, follow, giveCode, mailTo, makeAccount, newAccount, password, press, signIn } from './people.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

// Where somebody goes on to from the page that asks them to sign in.
function afterSignIn (page) {
  const { pathname, searchParams } = new URL(page.url())
  assert.equal(pathname, '/sign-in')
  return searchParams.get('next')
}

for (const [size, viewport] of Object.entries({ phone, desktop })) {
  describe(`an account at ${size} width`, () => {
    it('carries what was entered before it through the end of a session to an application that the council receives', async () => {
      const email = `wanda.${size}.${Date.now()}@example.org`
      const { page, context, troubles } = await visitor(browser, { viewport })
      await page.goto('/check-support')
      await press(page, 'Start now')
      const carer = page.getByRole('radio', { name: 'Me, because I look after somebody', exact: true })
      await carer.check()
      await press(page, 'Continue')
      const left = new URL(page.url()).pathname

      await follow(page, 'Save your answers in an account')
      assert.equal(new URL(page.url()).searchParams.get('next'), left)
      await isAGoodPage(page, 'create an account')
      await makeAccount(page, email)
      await isAGoodPage(page, 'the code')
      await picture(page, `account-code-${size}`)
      await giveCode(page, email)
      assert.equal(new URL(page.url()).pathname, left, 'back on the page that was left')
      await page.getByText('Signed in as Wanda').waitFor()

      // The session ends while a question is answered; what is posted then is
      // not lost.
      const none = page.getByRole('checkbox', { name: 'None of these', exact: true })
      await none.check()
      await context.setExtraHTTPHeaders({ 'x-test-clock': new Date(Date.now() + 31 * 60_000).toISOString() })
      await press(page, 'Continue')
      assert.equal(afterSignIn(page), left)
      // Signed in by the clock of now: a session that is to begin in half an
      // hour does not count yet.
      await context.setExtraHTTPHeaders({})
      await isAGoodPage(page, 'sign in')
      await signIn(page, email)
      assert.equal(new URL(page.url()).pathname, left, 'back on the page where the session ended')
      assert.equal(await none.isChecked(), true, 'what was chosen there is chosen')
      await follow(page, 'Back')
      assert.equal(new URL(page.url()).pathname, '/check-support/who')
      assert.equal(await carer.isChecked(), true, 'and so is what was chosen before there was an account')
      await page.goto('/saved-forms')
      await isAGoodPage(page, 'saved forms')
      await picture(page, `account-saved-${size}`)
      await page.getByRole('main').getByText('Check what support you may get').first().waitFor()

      await page.goto('/account')
      await isAGoodPage(page, 'the account')
      await page.goto('/account/email')
      await isAGoodPage(page, 'another email address')
      await page.goto('/apply')
      await isAGoodPage(page, 'ask for help')
      await Promise.all([page.waitForNavigation(), page.getByRole('main').getByRole('button').first().click()])
      await answerRequest(page, id => isAGoodPage(page, `request ${id}`))
      await isAGoodPage(page, 'check the request')
      await page.goto('/apply/attach')
      await isAGoodPage(page, 'what to send')
      await page.goto('/apply/evidence')
      await isAGoodPage(page, 'documents')
      await press(page, /Add/)
      await isAGoodPage(page, 'choose a file')
      await page.getByLabel('Choose a file').setInputFiles({ name: 'power of attorney.png', mimeType: 'image/png', buffer: PHOTOGRAPH })
      await press(page, /Send|Upload|Continue/)
      await page.goto('/apply/evidence')
      for (let turn = 0; turn < 20 && await page.getByRole('main').getByText('being checked').count(); turn++) {
        await page.waitForTimeout(500)
        await page.reload()
      }
      await isAGoodPage(page, 'documents with one that was sent')
      await picture(page, `account-evidence-${size}`)
      await page.getByRole('main').getByText('power of attorney').first().waitFor()
      await page.getByRole('main').getByText('Ready', { exact: true }).first().waitFor()
      await page.goto('/apply/declaration')
      await isAGoodPage(page, 'declaration')
      await page.getByRole('main').getByRole('checkbox').check()
      await press(page, /send/i)
      assert.match(page.url(), /\/apply\/sent\//)
      await isAGoodPage(page, 'sent')
      await picture(page, `account-sent-${size}`)
      await page.getByText('We will contact you by').first().waitFor()
      const subjects = (await mailTo(email)).map(message => message.Subject)
      assert.ok(subjects.some(subject => /received/i.test(subject)), subjects.join(', '))

      // Once only: going back and sending again leads to the same one.
      const sent = new URL(page.url()).pathname
      await page.goto('/saved-forms')
      assert.equal(await page.getByRole('link', { name: new RegExp(sent.split('/').at(-1).slice(0, 3)) }).count() > 0, true)

      // The case system takes it in and says so, and the portal tells.
      const received = page.getByRole('main').getByText('Received by the council', { exact: true })
      assert.equal(await received.count(), 0, 'not before the case system has said so')
      await councilReceives(sent.split('/').at(-1))
      await page.reload()
      await received.waitFor()
      await isAGoodPage(page, 'saved forms with an application that was received')
      await picture(page, `account-received-${size}`)
      await page.goto(sent)
      await page.getByText('Received in the council’s records', { exact: true }).waitFor()

      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'You have signed out' }).waitFor()
      await page.goto(sent)
      assert.match(page.url(), /\/sign-in\?next=/, 'nobody sees it who is not signed in')
      assert.deepEqual(troubles, [])
      await context.close()
    })
  })
}

describe('an account that is its own afterwards', () => {
  it('has another email address once its code is given, and everything that was saved', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    const email = await newAccount(page, 'moves', '/check-support/who')
    await page.getByRole('radio', { name: /because I look after/i }).check()
    await press(page, 'Continue')
    await page.goto('/account')
    await follow(page, /^Change\s+email address/)
    await isAGoodPage(page, 'change an email address')
    await picture(page, 'account-email')
    await press(page, 'Continue')
    await isAGoodPage(page, 'an email address with mistakes')
    assert.equal(await page.getByRole('alert').getByRole('link').count(), 2, 'every mistake at once')
    const other = email.replace('wanda.', 'wanda.new.')
    await page.getByLabel('New email address').fill(other)
    await page.getByLabel('Your password').fill(password)
    await press(page, 'Continue')
    await giveCode(page, email)
    await giveCode(page, other)
    await page.getByRole('main').getByText(other).waitFor()
    for (const address of [email, other]) {
      const told = (await mailTo(address)).at(-1)
      assert.match(told.Subject, /email address .*changed/i)
      assert.doesNotMatch(told.BodyText, /wanda/, 'neither address is named')
    }

    // Another day: with the new address and the old password, and not with the old.
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.goto('/sign-in?next=/check-support/who')
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await press(page, 'Continue')
    await page.getByRole('alert').waitFor()
    await signIn(page, other)
    await page.goto('/saved-forms')
    await page.getByRole('main').getByText('Check what support you may get').first().waitFor()
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('has another password after the present one and a code, and no session elsewhere', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    const email = await newAccount(page, 'changes', '/account')
    const elsewhere = await visitor(browser, { viewport: phone })
    await elsewhere.page.goto('/sign-in?next=/account')
    await signIn(elsewhere.page, email)
    await page.goto('/account/sessions')
    await isAGoodPage(page, 'where somebody is signed in')
    await picture(page, 'account-sessions')
    await page.goto('/account')
    await follow(page, 'Change your password')
    await isAGoodPage(page, 'change a password')
    await page.getByLabel(/password/i).first().fill(password)
    await press(page, 'Continue')
    await giveCode(page, email)
    await isAGoodPage(page, 'the new password')
    await picture(page, 'account-password')
    await page.getByLabel(/password/i).first().fill('velvet violin in the orchard')
    await press(page, 'Change my password')
    assert.equal(new URL(page.url()).pathname, '/account', 'and nothing is wrong')
    await elsewhere.page.goto('/account')
    assert.equal(new URL(elsewhere.page.url()).pathname, '/sign-in', 'it is over elsewhere')
    assert.deepEqual(troubles, [])
    await context.close()
    await elsewhere.context.close()
  })

  it('asks for the name of somebody who stopped before the first code', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    const email = `wanda.stops.${Date.now()}@example.org`
    await page.goto('/account/create')
    await makeAccount(page, email)
    await context.clearCookies()
    await page.goto('/sign-in?next=/check-support/who')
    await signIn(page, email)
    await isAGoodPage(page, 'the name at a first sign-in')
    await picture(page, 'account-name')
    await press(page, 'Continue')
    await isAGoodPage(page, 'a name with a mistake')
    await page.getByLabel('First name').fill('Wanda')
    await page.getByLabel('Last name').fill('Exemplar')
    await press(page, 'Continue')
    await page.getByText('Signed in as Wanda').waitFor()
    assert.equal(new URL(page.url()).pathname, '/check-support/who')
    assert.deepEqual(troubles, [])
    await context.close()
  })
})
