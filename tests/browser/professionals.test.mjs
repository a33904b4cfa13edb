// Finance staff sign in with a code by telephone and invite a provider, who
// chooses a password, registers a landline and sets up an authenticator app.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, openBrowser, phone, picture, visitor } from './kit.mjs'

// Finance staff sign in once for all sizes: an address has five codes an hour.
let browser, atDesk
before(async () => {
  browser = await openBrowser()
  atDesk = await visitor(browser, { viewport: phone })
  const { page: desk } = atDesk
  await desk.goto('/professionals')
  await Promise.all([desk.waitForNavigation(), desk.getByRole('link', { name: /Sign in as a practitioner/ }).click()])
  await isAGoodPage(desk, 'sign in for professionals')
  await financeSignsIn(desk)
})
after(async () => { await browser.close() })

const emulator = process.env.AWS_ENDPOINT_URL ?? 'http://localhost:4566'
const telephone = process.env.TELEPHONE ?? 'http://127.0.0.1:4567'
const password = 'brindle kettle lantern'
// The made-up finance person of the local stack: infra/local/members.py.
const farah = { email: 'farah.iqbal@exampleshire.example', password: 'marble kestrel teapot', phone: '07700 900 982' }

async function mailTo (address) {
  const { messages } = await (await fetch(`${emulator}/_ministack/ses/messages`)).json()
  return Object.values(messages).flat().filter(message => message.To.includes(address))
}

async function codeInMail (address) {
  const codes = (await mailTo(address)).map(message => message.BodyText.match(/^(\d{6})$/m)?.[1]).filter(Boolean)
  return codes.at(-1)
}

// The last message to a number.
async function sentTo (number) {
  const { messages } = await (await fetch(`${telephone}/messages`)).json()
  return messages.filter(message => message.to === number).at(-1)
}

function codeIn (message) {
  return message.kind === 'text'
    ? message.words.match(/^(\d{6}) /)[1]
    : message.words.match(/code is: <break[^>]*>((\d<break[^>]*>){5}\d)/)[1].replace(/<[^>]*>/g, '')
}

async function press (page, name) {
  const button = page.getByRole('main').getByRole('button', { name }).first()
  await Promise.all([page.waitForNavigation(), button.click()])
}

async function givePassword (page, person) {
  await page.goto('/professionals/sign-in')
  await page.getByLabel('Email address').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await press(page, 'Continue')
}

async function giveCode (page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code)
  await press(page, 'Continue')
}

// What an authenticator app shows at an instant (RFC 6238).
function appCode (key, instant) {
  const bits = [...key].map(digit => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0')).join('')
  const secret = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(instant / 30_000)))
  const digest = createHmac('sha1', secret).update(step).digest()
  const at = digest.at(-1) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

// Finance staff, signed in, by whichever page their second factor is asked on.
async function financeSignsIn (page) {
  await givePassword(page, farah)
  if (page.url().endsWith('/phone')) {
    await isAGoodPage(page, 'register a telephone')
    await page.getByLabel('Telephone number').fill(farah.phone)
    await press(page, 'Send a code to it')
  }
  await isAGoodPage(page, 'the code by telephone')
  await giveCode(page, codeIn(await sentTo('+447700900982')))
  await page.getByText('Signed in as Farah Iqbal').waitFor()
}

for (const [size, viewport] of Object.entries({ phone, desktop })) {
  describe(`a provider who is invited, at ${size} width`, () => {
    it('chooses a password, registers a landline, sets up an app and signs in with it', async () => {
      const email = `owen.${size}.${Date.now()}@brookside.example`
      const landline = `01632 960 ${size === 'phone' ? '101' : '102'}`
      const dialled = `+44${landline.slice(1).replaceAll(' ', '')}`
      const { page: desk } = atDesk
      await desk.setViewportSize(viewport)
      await desk.goto('/finance')
      await isAGoodPage(desk, 'finance desk')
      await picture(desk, `finance-desk-${size}`)
      await desk.goto('/finance/people/invite')
      await press(desk, 'Send the invitation')
      await isAGoodPage(desk, 'invite with mistakes')
      assert.equal(await desk.getByRole('alert').getByRole('link').count(), 3, 'every mistake at once')
      await desk.getByLabel('First name').fill('Owen')
      await desk.getByLabel('Last name').fill('Hartley')
      await desk.getByLabel('Work email address').fill(email)
      await desk.getByRole('radio', { name: 'Day service provider' }).check()
      await press(desk, 'Send the invitation')
      await isAGoodPage(desk, 'a person')
      await picture(desk, `finance-person-${size}`)
      for (const [address, name] of [['/finance/people', 'people'], ['/finance/assessments', 'financial assessments'], ['/finance/undelivered', 'undelivered'], ['/finance/complaints', 'complaints'], ['/finance/accesses', 'accesses'], ['/finance/uprating', 'what new rates change']]) {
        await desk.goto(address)
        await isAGoodPage(desk, name)
      }
      for (const [address, name] of [['/finance/transport', 'transport that did not come'], ['/finance/unregistered', 'days without a register']]) {
        await desk.goto(address)
        await isAGoodPage(desk, name)
        await picture(desk, `finance-${address.split('/').at(-1)}-${size}`)
      }
      await Promise.all([desk.waitForNavigation(), desk.locator('main a[href*="/unregistered/"]').first().click()])
      await isAGoodPage(desk, 'days of one person without a register')
      await press(desk, 'Send to a second person')
      await isAGoodPage(desk, 'days without a register, with a mistake')
      await desk.getByRole('alert').getByRole('link', { name: 'Enter how they are settled' }).waitFor()
      const invitation = (await mailTo(email)).at(-1)
      assert.match(invitation.BodyText, /\/professionals\/new-password/)

      const { page, context, troubles } = await visitor(browser, { viewport })
      await page.goto('/professionals/new-password')
      await isAGoodPage(page, 'a first password')
      await page.getByLabel('Email address').fill(email)
      await press(page, 'Send a code')
      await giveCode(page, await codeInMail(email))
      await isAGoodPage(page, 'choose a password')
      await page.getByLabel('New password').fill(password)
      await press(page, 'Save and sign in')
      await givePassword(page, { email, password })
      await page.getByLabel('Telephone number').fill('0800 123 456')
      await press(page, 'Send a code to it')
      await isAGoodPage(page, 'a number that cannot be used')
      await page.getByLabel('Telephone number').fill(landline)
      await press(page, 'Send a code to it')
      assert.equal((await sentTo(dialled)).kind, 'call')
      await picture(page, `phone-code-${size}`)
      await giveCode(page, codeIn(await sentTo(dialled)))
      await page.getByRole('heading', { name: 'My care suppliers' }).waitFor()
      await isAGoodPage(page, 'the care suppliers of a provider')
      await page.goto('/professionals/account')
      await isAGoodPage(page, 'the account of a provider')
      await page.getByText('Day service provider').waitFor()
      await page.goto('/finance')
      await page.getByRole('heading', { name: 'You do not have access to this page' }).waitFor()

      await page.goto('/professionals/account/phone')
      await isAGoodPage(page, 'another telephone without an app')
      await page.goto('/professionals/account/app')
      await isAGoodPage(page, 'the proof before an app')
      await page.getByLabel('Your password').fill(password)
      await press(page, 'Continue')
      await isAGoodPage(page, 'a code before an app')
      await giveCode(page, codeIn(await sentTo(dialled)))
      await isAGoodPage(page, 'set up an app')
      await picture(page, `app-${size}`)
      const key = (await page.locator('.council-key').innerText()).replaceAll(' ', '')
      await giveCodeOfApp(page, appCode(key, Date.now()))
      await isAGoodPage(page, 'the account with an app')
      await page.goto('/professionals/account/phone')
      await isAGoodPage(page, 'another telephone')
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Sign out' }).click()])
      await isAGoodPage(page, 'signed out')
      await page.goto('/professionals/account')
      assert.match(page.url(), /\/professionals\/sign-in\?next=\/professionals\/account$/)
      await givePassword(page, { email, password })
      await isAGoodPage(page, 'a code of the app')
      // The code of the set-up does not count again; that of the next half minute does.
      await giveCode(page, appCode(key, Date.now() + 30_000))
      await page.getByText('Signed in as Owen Hartley').waitFor()

      // Taken away, it is gone at the next page.
      await desk.goto('/finance/people')
      await Promise.all([desk.waitForNavigation(), desk.getByRole('row', { name: new RegExp(email) }).getByRole('link').click()])
      await press(desk, 'Close this account')
      await page.goto('/professionals/account')
      assert.match(page.url(), /\/professionals\/sign-in/)
      // The desk is refused to a provider, which the browser says on its own.
      const refused = 'Failed to load resource: the server responded with a status of 403 (Forbidden)'
      assert.deepEqual(troubles.filter(trouble => trouble !== refused), [])
      await context.close()
    })
  })
}

describe('finance staff', () => {
  it('sign out', async () => {
    const { page: desk, context, troubles } = atDesk
    await Promise.all([desk.waitForNavigation(), desk.getByRole('button', { name: 'Sign out' }).click()])
    await desk.goto('/finance')
    assert.match(desk.url(), /\/professionals\/sign-in\?next=\/finance$/)
    assert.deepEqual(troubles, [])
    await context.close()
  })
})

async function giveCodeOfApp (page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code)
  await press(page, 'Use this app')
}
