// The social care online account: a practitioner invites somebody to see a
// person's care record, they accept on a phone, and are stopped.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, visitor } from './kit.mjs'
import { codeSentTo, follow, newAccount, press, staffSignsIn } from './people.mjs'

// A made-up practitioner, and a case of the team: infra/local/members.py and
// infra/local/history.
const dev = { email: 'dev.osei@exampleshire.example', password: 'lantern saddle orchard', phone: '07700 900 987', dialled: '+447700900987', name: 'Dev Osei' }
const WEI = '/practice/people/case-zhang'
const RECORD = '/care-record/case-zhang'

let browser, worker, holder, email, access
before(async () => {
  browser = await openBrowser()
  worker = await visitor(browser)
  await staffSignsIn(worker.page, dev)
  holder = await visitor(browser, { viewport: phone })
  email = await newAccount(holder.page, 'holder', '/account-access')
})
after(async () => { await browser.close() })

// The three fields of a date.
async function fillDate (page, legend, [day, month, year]) {
  const date = page.getByRole('group', { name: legend })
  await date.getByLabel('Day').fill(String(day))
  await date.getByLabel('Month').fill(String(month))
  await date.getByLabel('Year').fill(String(year))
}

// What a request for the record is answered with, in the session that is open.
async function statusOf (page) {
  return (await page.goto(RECORD)).status()
}

// Changes the access as the worker, on the page as it is now.
async function change (button) {
  await worker.page.goto(access)
  await press(worker.page, new RegExp(`^${button} Wanda Zhang`))
  assert.equal(new URL(worker.page.url()).pathname, access)
}

describe('the social care online account', () => {
  it('lets a worker invite somebody from the case, with everything that was decided', async () => {
    const { page } = worker
    await page.goto(WEI)
    await follow(page, 'Online account: who may see this record')
    await isAGoodPage(page, 'who may see a record')
    await follow(page, 'Invite somebody').catch(() => page.goto(`${WEI}/account/invite`))
    await press(page, 'Send the invitation for Wei Zhang')
    await page.getByRole('alert').getByText('Select on what basis they may see the record').waitFor()
    await isAGoodPage(page, 'an invitation with mistakes')
    await page.getByLabel('The person has consented').check()
    await page.getByLabel('First name').fill('Wanda')
    await page.getByLabel('Last name').fill('Zhang')
    await page.getByLabel('What are they to the person?').fill('niece')
    await page.getByLabel('Who decided?').fill('Wei Zhang')
    await fillDate(page, 'When was it decided?', [1, 6, 2026])
    await page.getByLabel('See and do everything').check()
    await page.getByLabel('Basic details').check()
    await fillDate(page, 'What is the last day?', [1, 6, new Date().getFullYear() + 2])
    await page.getByLabel('Their email address').fill(email)
    await page.getByLabel('Their telephone number').fill('01632 960 001')
    await page.getByLabel('A detail that you agreed with them').fill('Mr. Tibbs')
    await picture(page, 'care-record-invite')
    await press(page, 'Send the invitation for Wei Zhang')
    access = new URL(page.url()).pathname
    await page.getByRole('heading', { level: 1, name: 'Wanda Zhang' }).waitFor()
    await isAGoodPage(page, 'an invitation that was sent')
    await picture(page, 'care-record-invited')
    await follow(page, 'See what they would see')
    assert.equal(await page.getByText('Date of birth').count(), 0, 'what is kept back is not shown')
    await isAGoodPage(page, 'what a holder would see')
  })

  it('is opened on a phone with the agreed detail and a code, and shows the record', async () => {
    const { page } = holder
    assert.equal(await statusOf(page), 404)
    await page.goto('/account-access')
    await isAGoodPage(page, 'invitations')
    assert.equal(await page.getByText('Zhang').count(), 0, 'nothing says whose record it is')
    await page.getByRole('link', { name: /^Accept the invitation of/ }).click()
    await page.getByLabel('The detail that you agreed').fill('Rover')
    await press(page, 'Continue')
    await page.getByRole('alert').getByText('You can try 4 more times').waitFor()
    await isAGoodPage(page, 'a wrong detail')
    await page.getByLabel('The detail that you agreed').fill('mr tibbs')
    await press(page, 'Continue')
    await page.getByText('we called the number ending 001').waitFor()
    await isAGoodPage(page, 'the code of an invitation')
    await picture(page, 'care-record-code')
    await page.getByLabel('Code', { exact: true }).fill(await codeSentTo('+441632960001'))
    await press(page, 'Accept the invitation')
    assert.equal(new URL(page.url()).pathname, RECORD)
    await page.getByRole('heading', { level: 1, name: 'Care record of Wei Zhang' }).waitFor()
    assert.match(await page.title(), /Wei Zhang/)
    await isAGoodPage(page, 'a care record')
    await picture(page, 'care-record')
    await follow(page, 'Outcome focused care and support plan')
    await page.getByText('Mei rings the team').waitFor()
    await isAGoodPage(page, 'the copy of a plan')
    await isGoodOnPaper(page, 'the copy of a plan')
    await page.goto('/care-record')
    await isAGoodPage(page, 'the records of an account')
    await follow(page, 'Care record of Wei Zhang')
    await follow(page, 'Stop seeing this record')
    await isAGoodPage(page, 'who can see a record')
    await follow(page, 'Stop seeing this record')
    await page.getByRole('button', { name: 'Stop seeing the record of Wei Zhang' }).waitFor()
    await isAGoodPage(page, 'stop seeing a record')
  })

  it('shows nothing to another account', async () => {
    const { page, context, troubles } = await visitor(browser, { viewport: phone })
    await newAccount(page, 'stranger', '/care-record')
    await page.getByText('There is no care record that you can see here').waitFor()
    assert.equal(await statusOf(page), 404)
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('shows nothing from the moment of a suspension or an end, in a session that is open', async () => {
    const { page } = holder
    await change('Suspend the access of')
    assert.equal(await statusOf(page), 403)
    await page.getByRole('heading', { level: 1, name: 'You cannot see this care record' }).waitFor()
    assert.equal(await page.getByText('Zhang').count(), 0)
    await isAGoodPage(page, 'a record that is not open')
    await picture(page, 'care-record-stopped')
    await change('Give access back to')
    assert.equal(await statusOf(page), 200)
    await change('End the access of')
    assert.equal(await statusOf(page), 403)
    // Nothing that was done is gone.
    const table = worker.page.getByRole('table', { name: 'What happened' })
    for (const words of ['Invited', 'Accepted', 'Suspended', 'Given back', 'Ended by staff']) await table.getByText(words).first().waitFor()
    await isAGoodPage(worker.page, 'an access that ended')
    await picture(worker.page, 'care-record-ended')
    const refused = /status of 403/
    assert.deepEqual(holder.troubles.filter(each => !refused.test(each)), [])
    assert.deepEqual(worker.troubles, [])
  })
})
