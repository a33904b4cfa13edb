// A practitioner asks whoever sent an application; who answers in their account or
// with a code; the practitioner reads the answers, or takes the questions back.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, openBrowser, phone, picture, visitor } from './kit.mjs'
import { follow, giveCode, mailTo, press, staffSignsIn } from './people.mjs'

// Made-up people of the local stack: infra/local/members.py and people.py. Bashir's
// application is sent by infra/local/history.
const dev = { email: 'dev.osei@exampleshire.example', password: 'lantern saddle orchard', phone: '07700 900 987', dialled: '+447700900987', name: 'Dev Osei' }
const bashir = { email: 'bashir.okafor@example.org', password: 'orchard pebble violin' }

let browser, atWork, atHome, reference
before(async () => {
  browser = await openBrowser()
  const worker = await visitor(browser)
  await staffSignsIn(worker.page, dev)
  atWork = await worker.context.cookies()
  const { page, context } = await visitor(browser)
  await page.goto('/sign-in?next=/questions')
  await page.getByLabel('Email address').fill(bashir.email)
  await page.getByLabel('Password', { exact: true }).fill(bashir.password)
  await press(page, 'Continue')
  await giveCode(page, bashir.email)
  atHome = await context.cookies()
  const words = await page.getByRole('link', { name: /^About application / }).first().innerText()
  reference = words.replace('About application ', '')
})
after(async () => { await browser.close() })

async function comes (cookies, viewport) {
  const came = await visitor(browser, { viewport })
  await came.context.addCookies(cookies)
  return came
}

async function fillDate (page, days) {
  const day = new Date(Date.now() + days * 86_400_000)
  for (const [part, value] of [['Day', day.getDate()], ['Month', day.getMonth() + 1], ['Year', day.getFullYear()]]) {
    await page.getByLabel(part, { exact: true }).fill(String(value))
  }
}

async function fillQuestion (page, number, words, kind) {
  await page.getByLabel(`Question ${number}`, { exact: true }).fill(words)
  await page.getByLabel(`Why do you ask question ${number}?`).fill('Kumquat marmalade.')
  await page.getByRole('group', { name: `What kind of answer does question ${number} need?` }).getByLabel(kind).check()
}

// Asks one question in words; the address at which staff see the request.
async function ask (page, words, days = 5) {
  await page.goto(`/practice/applications/${reference.replaceAll('-', '')}/ask`)
  await fillQuestion(page, 1, words, 'Words')
  await fillDate(page, days)
  await press(page, 'Send the questions')
  return new URL(await page.getByRole('link', { name: /asked on/ }).first().getAttribute('href'), page.url()).pathname
}

const ofCitizen = address => address.replace('/practice/applications', '').replace(/^\/(\w+)\/questions\//, '/questions/$1/')

describe('questions about an application', () => {
  let asked

  it('are asked by a practitioner, who finds the application by its reference', async () => {
    const { page, context, troubles } = await comes(atWork, desktop)
    await page.goto('/practice')
    await follow(page, 'Find an application, and ask about it')
    await press(page, 'Find')
    await page.getByRole('alert').getByText('Enter the reference of an application').waitFor()
    await isAGoodPage(page, 'find an application')
    await page.getByLabel('Reference of the application').fill(reference)
    await press(page, 'Find')
    await page.getByText('Bashir Okafor').waitFor()
    await isAGoodPage(page, 'an application')
    await picture(page, 'questions-application')
    await press(page, 'Ask for information')
    await fillQuestion(page, 1, 'Who comes to you in the morning?', 'Words')
    await press(page, 'Add another question')
    await press(page, 'Send the questions')
    await page.getByRole('alert').getByText('Enter the day by which you ask for an answer').waitFor()
    await fillQuestion(page, 2, 'What do you pay them in a week?', 'An amount of money')
    await isAGoodPage(page, 'ask about an application')
    await picture(page, 'questions-ask')
    await fillDate(page, 6)
    await press(page, 'Send the questions')
    const link = page.getByRole('link', { name: /^2 questions, asked on/ }).first()
    asked = await link.getAttribute('href')
    const told = (await mailTo(bashir.email)).at(-1)
    assert.match(told.BodyText, /We need to know more about the application/)
    assert.doesNotMatch(told.BodyText, /in the morning/)
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('are answered in the account, a mistake loses nothing, and they are sent once', async () => {
    const { page, context, troubles } = await comes(atHome, phone)
    await page.goto('/saved-forms')
    await isAGoodPage(page, 'saved forms with questions')
    await page.goto('/questions')
    await isAGoodPage(page, 'questions for you')
    await page.goto(ofCitizen(asked))
    await page.getByLabel('What do you pay them in a week?').fill('7319,50')
    await press(page, 'Continue')
    await page.getByRole('alert').getByText('Enter your answer to ‘Who comes to you in the morning?’').waitFor()
    await isAGoodPage(page, 'questions with a mistake')
    await picture(page, 'questions-mistake')
    await page.getByLabel('Who comes to you in the morning?').fill('My sister Ifeoma.')
    await press(page, 'Save and come back later')
    await page.getByText('We have saved what you typed.').waitFor()
    await isAGoodPage(page, 'questions that were saved')
    assert.equal(await page.getByLabel('What do you pay them in a week?').inputValue(), '7319,50')
    await page.getByLabel('What do you pay them in a week?').fill('7319.50')
    await press(page, 'Continue')
    await page.getByText('£7,319.50').waitFor()
    await isAGoodPage(page, 'check the answers')
    await press(page, 'Send my answers')
    await page.getByRole('heading', { level: 1, name: 'We have your answers' }).waitFor()
    await isAGoodPage(page, 'the answers were sent')
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('are read by the practitioner and closed with a reason', async () => {
    const { page, context, troubles } = await comes(atWork, phone)
    await page.goto('/practice/applications')
    await page.locator(`a[href="${asked}"]`).waitFor()
    await isAGoodPage(page, 'answers to read')
    await page.goto(asked)
    await page.getByText('My sister Ifeoma.').waitFor()
    await isAGoodPage(page, 'the answers')
    await picture(page, 'questions-answers')
    await press(page, 'Close this request')
    await page.getByRole('alert').getByText('Enter why').waitFor()
    await page.getByLabel('What did you do with the answers?').fill('Put into the plan.')
    await press(page, 'Close this request')
    await page.getByText('Put into the plan.').waitFor()
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('are opened by a code without an account, and nothing else is', async () => {
    const worker = await comes(atWork, desktop)
    const address = ofCitizen(await ask(worker.page, 'Which day suits you?', 1))
    await worker.context.close()
    // A code opens what is to be answered first.
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    await page.goto('/questions/open')
    await press(page, 'Send me a code')
    await page.getByRole('alert').getByText('Enter the reference that is in our email').waitFor()
    await isAGoodPage(page, 'answer with a code')
    await picture(page, 'questions-open')
    await page.getByLabel('Reference of your application').fill(reference)
    await press(page, 'Send me a code')
    assert.equal(await page.getByText(bashir.email).count(), 0, 'the address is not told')
    await isAGoodPage(page, 'the code for questions')
    await giveCode(page, bashir.email)
    assert.equal(new URL(page.url()).pathname, address)
    await isAGoodPage(page, 'questions by a code')
    await page.getByLabel('Which day suits you?').fill('A Tuesday.')
    await press(page, 'Continue')
    await press(page, 'Send my answers')
    await page.getByText('A Tuesday.').waitFor()
    await page.goto(ofCitizen(asked))
    await page.getByRole('heading', { level: 1, name: 'See what we asked you' }).waitFor()
    await isAGoodPage(page, 'the way to other questions')
    await page.goto('/questions')
    assert.equal(new URL(page.url()).pathname, '/sign-in')
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('that are taken back open nothing', async () => {
    const worker = await comes(atWork, desktop)
    const address = await ask(worker.page, 'Do you still have the letter?')
    await worker.page.goto(address)
    await worker.page.getByLabel('Why do you withdraw the questions?').fill('We have found the letter.')
    await isAGoodPage(worker.page, 'questions that wait')
    await press(worker.page, 'Withdraw the questions')
    await worker.page.getByText('We have found the letter.').waitFor()
    const { page, context, troubles } = await comes(atHome, phone)
    await page.goto(ofCitizen(address))
    await page.getByRole('heading', { level: 1, name: 'You do not need to answer any more' }).waitFor()
    await isAGoodPage(page, 'questions that were taken back')
    assert.equal(await page.getByText('Do you still have the letter?').count(), 0)
    assert.deepEqual([...worker.troubles, ...troubles], [])
    await worker.context.close()
    await context.close()
  })
})
