// Somebody with an account, and what they answer when they ask for help.
import assert from 'node:assert/strict'

const emulator = process.env.AWS_ENDPOINT_URL ?? 'http://localhost:4566'
export const password = 'brindle kettle lantern'

// The e-mails that the emulator took for somebody, oldest first.
export async function mailTo (address) {
  const { messages } = await (await fetch(`${emulator}/_ministack/ses/messages`)).json()
  return Object.values(messages).flat().filter(message => message.To.includes(address))
}

async function codeFor (address) {
  const codes = (await mailTo(address)).map(message => message.BodyText.match(/^(\d{6})$/m)?.[1]).filter(Boolean)
  return codes.at(-1)
}

export async function press (page, name) {
  const button = page.getByRole('main').getByRole('button', { name }).first()
  await Promise.all([page.waitForNavigation(), button.click()])
}

export async function follow (page, name) {
  const link = page.getByRole('link', { name, exact: true }).first()
  await Promise.all([page.waitForNavigation(), link.click()])
}

// Makes an account, up to where its code is asked for.
export async function makeAccount (page, email) {
  await page.getByLabel('First name').fill('Wanda')
  await page.getByLabel('Last name').fill('Exemplar')
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Create a password').fill(password)
  await press(page, 'Continue')
}

export async function giveCode (page, email) {
  await page.getByLabel('Code', { exact: true }).fill(await codeFor(email))
  await press(page, 'Continue')
}

// Signs in from the page that asks to.
export async function signIn (page, email) {
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await press(page, 'Continue')
  await giveCode(page, email)
}

const telephone = process.env.TELEPHONE ?? 'http://127.0.0.1:4567'

export async function codeSentTo (number) {
  const { messages } = await (await fetch(`${telephone}/messages`)).json()
  const { kind, words } = messages.filter(message => message.to === number).at(-1)
  return kind === 'text'
    ? words.match(/^(\d{6}) /)[1]
    : words.match(/code is: <break[^>]*>((\d<break[^>]*>){5}\d)/)[1].replace(/<[^>]*>/g, '')
}

// Somebody who was invited signs in with a code by telephone, which they register
// first if they have none. An address has five codes an hour: once for all tests.
export async function staffSignsIn (page, person) {
  await page.goto('/professionals/sign-in')
  await page.getByLabel('Email address').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await press(page, 'Continue')
  if (page.url().endsWith('/phone')) {
    await page.getByLabel('Telephone number').fill(person.phone)
    await press(page, 'Send a code to it')
  }
  await page.getByLabel('Code', { exact: true }).fill(await codeSentTo(person.dialled))
  await press(page, 'Continue')
  await page.getByText(`Signed in as ${person.name}`).waitFor()
}

// Somebody new, signed in and on this page.
export async function newAccount (page, name, next) {
  const email = `wanda.${name}.${Date.now()}@example.org`
  await page.goto(`/account/create?next=${next}`)
  await makeAccount(page, email)
  await giveCode(page, email)
  assert.equal(new URL(page.url()).pathname, next)
  return email
}

// One pixel, as PNG.
export const PHOTOGRAPH = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

// What is chosen, and what is typed, by the name of the field.
const CHOSEN = {
  what: 'help', who: 'somebody', urgent: 'can_wait', relationship: 'relative', authority: 'lasting-power-care',
  'share-with-you': 'yes', 'contact-first': 'me', confirmation: 'no', 'contact-how': 'phone', 'best-time': 'any',
  communication: 'none', support: 'not_needed'
}
const TYPED = {
  name: ['Dot', 'Exemplar'], born: ['3', '4', '1938'], address: ['1 High Street', 'Exampleton', 'ZZ99 7XQ'],
  phone: ['07700 900417'], difficult: ['Getting up and washing.']
}
const FIELDS = {
  name: ['name-first', 'name-last'], born: ['born-day', 'born-month', 'born-year'], address: ['address-line1', 'address-town', 'address-postcode'],
  phone: ['phone'], difficult: ['difficult']
}

// Answers the request for help, page after page, until its answers are checked.
export async function answerRequest (page, atEach = async () => {}) {
  for (let turn = 0; turn < 30; turn++) {
    const id = new URL(page.url()).pathname.split('/').at(-1)
    if (id === 'check-answers') return
    await atEach(id)
    const main = page.getByRole('main')
    for (const [name, value] of Object.entries(CHOSEN)) {
      const choice = main.locator(`input[name="${name}"][value="${value}"]`)
      if (await choice.count() > 0 && await choice.isVisible()) await choice.check()
    }
    for (const [name, text] of Object.entries(TYPED).flatMap(([id, texts]) => texts.map((text, place) => [FIELDS[id][place], text]))) {
      const field = main.locator(`input[name="${name}"]:not([type=radio], [type=checkbox]), textarea[name="${name}"]`)
      if (await field.count() > 0) await field.fill(text)
    }
    await press(page, 'Continue')
  }
  assert.fail('the request has more pages than anybody answers')
}
