// After a mistake "Back" and "Reload" show a page and never ask whether to send
// the form again, and what was typed stays. A password is shown on request, and
// the name of an account changes.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, openBrowser, phone, picture, visitor } from './kit.mjs'
import { follow, newAccount, press, staffSignsIn } from './people.mjs'

// The made-up finance person of the local stack: infra/local/members.py.
const farah = { email: 'farah.iqbal@exampleshire.example', password: 'marble kestrel teapot', phone: '07700 900 982', dialled: '+447700900982', name: 'Farah Iqbal' }

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

// Reloads the page of mistakes, goes on to another page and comes back: each time
// the mistakes are shown, and what was typed.
async function comesBack (page, { stays, elsewhere = '/help' }) {
  assert.match(page.url(), /[?&]refused=/, 'the page has an address of its own')
  const shown = async () => {
    await page.getByRole('alert').getByRole('link').first().waitFor()
    await stays()
  }
  await shown()
  assert.equal((await page.reload()).status(), 422)
  await shown()
  await page.goto(elsewhere)
  assert.equal((await page.goBack()).status(), 422)
  await shown()
}

const ways = [
  { how: 'on a phone', viewport: phone, javaScript: true },
  { how: 'on a wide screen', viewport: desktop, javaScript: true },
  { how: 'without JavaScript', viewport: phone, javaScript: false }
]

for (const { how, ...options } of ways) {
  describe(`a mistake ${how}`, () => {
    it('on a question page can be left and come back to, and is gone once it is put right', async () => {
      const { page, context, troubles } = await visitor(browser, options)
      await page.goto('/estimate-costs/about')
      const main = page.getByRole('main')
      for (const choice of ['Me', 'At home', 'Another date']) await main.getByRole('radio', { name: choice, exact: true }).check()
      for (const [part, typed] of [['Day', '31'], ['Month', '2'], ['Year', '2026']]) await main.getByLabel(part, { exact: true }).fill(typed)
      await press(page, 'Continue')
      await comesBack(page, { stays: async () => {
        assert.equal(await main.getByLabel('Day', { exact: true }).inputValue(), '31')
        assert.ok(await main.getByRole('radio', { name: 'Another date', exact: true }).isChecked())
      } })
      if (options.javaScript) await isAGoodPage(page, 'a question with a mistake')
      await picture(page, `back-question-${how.replaceAll(' ', '-')}`)
      await main.getByLabel('Day', { exact: true }).fill('28')
      await press(page, 'Continue')
      assert.doesNotMatch(page.url(), /about/)
      assert.equal((await page.goBack()).status(), 200)
      assert.equal(await page.getByRole('alert').count(), 0, 'the mistake is put right')
      assert.equal(await main.getByLabel('Day', { exact: true }).inputValue(), '28')
      assert.deepEqual(troubles, [])
      await context.close()
    })

    it('on the page to sign in can be left and come back to, without the password', async () => {
      const { page, context, troubles } = await visitor(browser, options)
      await page.goto('/sign-in?next=/account')
      await page.getByLabel('Email address').fill('nobody@example.org')
      await press(page, 'Continue')
      await comesBack(page, { stays: async () => {
        assert.equal(await page.getByLabel('Email address').inputValue(), 'nobody@example.org')
        assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
      } })
      if (options.javaScript) await isAGoodPage(page, 'signing in with a mistake')
      assert.deepEqual(troubles, [])
      await context.close()
    })

    it('in feedback can be left and come back to', async () => {
      const { page, context, troubles } = await visitor(browser, options)
      await page.goto('/help/feedback')
      await page.getByLabel(/What could be better/).fill('Larger kumquats.')
      await press(page, 'Send feedback')
      await comesBack(page, { elsewhere: '/', stays: async () => {
        assert.equal(await page.getByLabel(/What could be better/).inputValue(), 'Larger kumquats.')
      } })
      if (options.javaScript) await isAGoodPage(page, 'feedback with a mistake')
      assert.deepEqual(troubles, [])
      await context.close()
    })
  })
}

describe('finance staff', () => {
  it('come back to a mistake at the desk, and to nothing of it after signing out', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    await staffSignsIn(page, farah)
    await page.goto('/finance/people/invite')
    await page.getByLabel('First name').fill('Olu')
    await press(page, /^Send|^Invite/)
    const refused = page.url()
    await comesBack(page, { elsewhere: '/finance', stays: async () => {
      assert.equal(await page.getByLabel('First name').inputValue(), 'Olu')
    } })
    await isAGoodPage(page, 'an invitation with mistakes')
    await picture(page, 'back-desk')
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Sign out', exact: true }).first().click()])
    await page.goto(refused)
    assert.match(page.url(), /\/professionals\/sign-in/)
    assert.deepEqual(troubles, [])
    await context.close()
  })
})

describe('an account', () => {
  it('is made with a password that can be shown, has another name, and is signed out of from the home page', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    await page.goto('/account/create')
    const password = page.getByLabel('Create a password')
    await password.fill('brindle kettle lantern')
    await page.getByRole('button', { name: 'Show password' }).click()
    assert.equal(await password.getAttribute('type'), 'text')
    await isAGoodPage(page, 'a password that is shown')
    await picture(page, 'back-password')
    await page.getByRole('button', { name: 'Hide password' }).click()
    assert.equal(await password.getAttribute('type'), 'password')

    await newAccount(page, 'renames', '/account')
    await isAGoodPage(page, 'an account')
    await follow(page, /^Change\s+name/)
    await isAGoodPage(page, 'change a name')
    await picture(page, 'back-name')
    await page.getByLabel('First name').fill('')
    await page.getByLabel('Last name').fill('')
    await press(page, 'Save')
    await comesBack(page, { stays: async () => { assert.equal(await page.getByLabel('Last name').inputValue(), '') } })
    await page.getByLabel('First name').fill('Gwendolen')
    await page.getByLabel('Last name').fill('Example-Okoro')
    await press(page, 'Save')
    await page.getByRole('main').getByText('Gwendolen Example-Okoro').waitFor()
    await picture(page, 'back-name-changed')
    await page.goto('/')
    await page.getByText('Signed in as Gwendolen').waitFor()
    await isAGoodPage(page, 'the home page of somebody who is signed in')
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Sign out', exact: true }).first().click()])
    assert.deepEqual(troubles, [])
    await context.close()
  })
})
