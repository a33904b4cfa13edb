// Somebody without an account writes to the safeguarding team or asks to be
// called back, and the team alone reads it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, visitor } from './kit.mjs'
import { follow, press, staffSignsIn } from './people.mjs'

// Made-up people of the local stack: infra/local/members.py.
const sana = { email: 'sana.rahman@exampleshire.example', password: 'harbour violet compass', phone: '07700 900 988', dialled: '+447700900988', name: 'Sana Rahman' }
const dev = { email: 'dev.osei@exampleshire.example', password: 'lantern saddle orchard', phone: '07700 900 987', dialled: '+447700900987', name: 'Dev Osei' }
const tom = { email: 'tom.okeke@exampleshire.example', password: 'saffron ladder otter', phone: '07700 900 983', dialled: '+447700900983', name: 'Tom Okeke' }

const HURT = 'His son takes his money, and pushed him on Tuesday.'
let browser, concern, call
const cookies = {}
before(async () => {
  browser = await openBrowser()
  for (const person of [sana, dev, tom]) {
    const { page, context } = await visitor(browser)
    await staffSignsIn(page, person)
    cookies[person.email] = await context.cookies()
    await context.close()
  }
})
after(async () => { await browser.close() })

async function atWork (person, viewport) {
  const opened = await visitor(browser, { viewport })
  await opened.context.addCookies(cookies[person.email])
  return opened
}

const referenceOf = page => new URL(page.url()).pathname.split('/').at(-1)

describe('somebody without an account', () => {
  it('is led to the numbers before anything else when someone is in danger', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    await page.goto('/safeguarding')
    await follow(page, 'send your concern to the safeguarding team online')
    await isAGoodPage(page, 'the page before a concern')
    await picture(page, 'concern-start')
    await page.getByRole('main').getByRole('link', { name: '999' }).first().waitFor()
    await press(page, 'Start now')
    await press(page, 'Continue')
    await page.getByRole('alert').getByText('Select yes if anyone is in danger now').waitFor()
    await isAGoodPage(page, 'nothing said about danger')
    await page.getByLabel('Yes', { exact: true }).check()
    await press(page, 'Continue')
    await page.getByRole('main').getByRole('link', { name: '999' }).waitFor()
    await isAGoodPage(page, 'the numbers for someone in danger')
    await picture(page, 'concern-danger')
    assert.deepEqual(troubles, [])
    await context.close()
  })

  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    it(`sends a concern at ${width} width and leaves none of it in the form`, async () => {
      const { page, context, troubles } = await visitor(browser, { viewport })
      const next = async (name, given) => {
        await isAGoodPage(page, name)
        assert.equal(await page.getByRole('link', { name: /in an account/ }).count(), 0, 'a concern is never part of an account')
        await picture(page, `concern-${name.replaceAll(' ', '-')}-${width}`)
        for (const choice of given.chosen ?? []) await page.getByLabel(choice, { exact: true }).check()
        for (const [field, words] of given.typed ?? []) await page.getByLabel(field).fill(words)
        await press(page, 'Continue')
      }
      await page.goto('/report-concern/danger')
      await next('danger', { chosen: ['Yes'] })
      await next('danger now', { chosen: ['I have called 999'] })
      await next('who sends it', { chosen: ['A relative, friend or neighbour', 'By phone'], typed: [['Phone number', '07700 900417']] })
      await next('who is at risk', { typed: [['Name of the person', 'The man at number 12']] })
      await next('what happened', { typed: [['What has happened, or what worries you?', HURT]] })
      await next('what they want', { chosen: ['I do not know'] })
      await isAGoodPage(page, 'the answers of a concern')
      await press(page, 'Continue')
      await isAGoodPage(page, 'the page that sends a concern')
      await picture(page, `concern-send-${width}`)
      await press(page, 'Send to the safeguarding team')
      concern = referenceOf(page)
      await page.getByRole('heading', { level: 1, name: 'Concern sent' }).waitFor()
      await page.getByText('What happens next').waitFor()
      await page.getByText(HURT).waitFor()
      await isAGoodPage(page, 'a concern that was sent')
      await isGoodOnPaper(page, 'a concern that was sent')
      await picture(page, `concern-sent-${width}`)
      await page.goto('/report-concern/check-answers')
      assert.equal(new URL(page.url()).pathname, '/report-concern/danger')
      assert.deepEqual(troubles, [])
      await context.close()
    })

    it(`asks for a call at ${width} width and is told by when`, async () => {
      const { page, context, troubles } = await visitor(browser, { viewport })
      await page.goto('/help/contact')
      await follow(page, 'Ask us to call you back')
      await press(page, 'Ask for a call')
      await page.getByRole('alert').getByText('Enter your phone number').waitFor()
      await isAGoodPage(page, 'a call with mistakes')
      await picture(page, `call-mistakes-${width}`)
      await page.getByLabel('Your name').fill('Ada Example')
      await page.getByLabel('Your phone number').fill('07700 900982')
      await page.getByLabel('Morning').check()
      await page.getByLabel('Something else').check()
      await press(page, 'Ask for a call')
      call = referenceOf(page)
      await page.getByRole('heading', { level: 1, name: 'We will call you back' }).waitFor()
      await isAGoodPage(page, 'a call that was asked for')
      await picture(page, `call-sent-${width}`)
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }
})

describe('the team', () => {
  it('reads a concern and a call in its inbox and marks them as dealt with', async () => {
    const { page, context, troubles } = await atWork(sana, phone)
    for (const [inbox, at, reference, words] of [
      ['Safeguarding concerns', '/practice/concerns', concern, HURT], ['Calls to make', '/practice/call-backs', call, 'Ada Example']
    ]) {
      await page.goto('/practice')
      await isAGoodPage(page, 'the work of a team with inboxes')
      await follow(page, inbox)
      await isAGoodPage(page, inbox)
      await picture(page, `inbox${at.replaceAll('/', '-')}`)
      assert.ok(!(await page.content()).includes(words), 'the list says nothing of who and what')
      assert.equal(await page.getByText('Danger now').count() > 0, inbox === 'Safeguarding concerns')
      await page.goto(`${at}/${reference}`)
      await page.getByText(words).first().waitFor()
      await isAGoodPage(page, `one of ${inbox}`)
      await picture(page, `message${at.replaceAll('/', '-')}`)
      await press(page, 'Mark as dealt with')
      assert.equal(await page.getByRole('main').locator(`a[href$="${reference}"]`).count(), 0)
      await follow(page, 'Those that are dealt with')
      assert.equal(await page.getByRole('main').locator(`a[href$="${reference}"]`).count(), 1)
      await isAGoodPage(page, `${inbox} that are dealt with`)
    }
    assert.deepEqual(troubles, [])
    await context.close()
  })

  for (const [who, person, status] of [['a practitioner of another team', dev, 404], ['finance staff', tom, 403]]) {
    it(`is not ${who}, who see neither`, async () => {
      const { page, context } = await atWork(person)
      for (const at of ['/practice/concerns', `/practice/concerns/${concern}`, '/practice/call-backs', `/practice/call-backs/${call}`]) {
        const answer = await page.goto(at)
        assert.equal(answer.status(), status, at)
      }
      await page.goto('/practice')
      assert.equal(await page.getByRole('link', { name: 'Safeguarding concerns' }).count(), 0)
      await context.close()
    })
  }
})
