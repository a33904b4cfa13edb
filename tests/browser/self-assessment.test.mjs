// Somebody assesses their own needs and sends that; a practitioner reads it, makes
// sure of it, and sees their words beside each question of the needs assessment.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, visitor } from './kit.mjs'
import { follow, giveCode, mailTo, password, press, staffSignsIn } from './people.mjs'

// The made-up practitioner of the local stack: infra/local/members.py.
const priya = { email: 'priya.nair@exampleshire.example', password: 'walnut ferry lighthouse', phone: '07700 900 986', dialled: '+447700900986', name: 'Priya Nair' }

// What is chosen and typed, by the name of the field. The first choice otherwise.
const CHOSEN = { who: 'myself', wishes: 'together', informed: 'large_print', washing: 'not_safe', dressing: 'not_without_help', 'well-being': 'dignity', 'unpaid-support': 'yes', varies: 'yes' }
const TYPED = {
  'about-matters': 'My allotment and my sister Nerys.',
  'about-communicate': 'Face to face. I do not hear well on the phone.',
  'born-day': '14', 'born-month': '2', 'born-year': '1949',
  'address-line1': '3 Orchard Row', 'address-town': 'Exampleton', 'address-postcode': 'ZZ99 7XQ',
  'unpaid-who': 'Mr Shah does the bins.',
  'strengths-words': 'I grow all my own beans.',
  'good-life': 'To get down to the allotment twice a week.'
}

let browser, cookies
before(async () => {
  browser = await openBrowser()
  const { page, context } = await visitor(browser)
  await staffSignsIn(page, priya)
  cookies = await context.cookies()
  await context.close()
})
after(async () => { await browser.close() })

// Answers page after page, until the answers are checked.
async function answer (page) {
  for (let turn = 0; turn < 30; turn += 1) {
    const id = new URL(page.url()).pathname.split('/').at(-1)
    if (id === 'check-answers') return
    await isAGoodPage(page, `self-assessment ${id}`)
    const main = page.getByRole('main')
    const names = await main.locator('input[type=radio], input[type=checkbox]').evaluateAll(inputs => [...new Set(inputs.map(input => input.name))])
    for (const name of names) {
      const choices = main.locator(`input[name="${name}"]`)
      const choice = CHOSEN[name] ? main.locator(`input[name="${name}"][value="${CHOSEN[name]}"]`) : choices.first()
      if (await choice.isVisible()) await choice.check()
    }
    for (const [name, words] of Object.entries(TYPED)) {
      const field = main.locator(`input[type=text][name="${name}"], textarea[name="${name}"]`)
      if (await field.count() > 0 && await field.isVisible()) await field.fill(words)
    }
    await press(page, 'Continue')
    assert.notEqual(new URL(page.url()).pathname.split('/').at(-1), id, `${id} takes its answers: ${await page.locator('.govuk-error-summary').allInnerTexts()}`)
  }
  assert.fail('the self-assessment has an end')
}

for (const [size, viewport] of Object.entries({ phone, desktop })) {
  const lastName = `Penhale-${size}-${Date.now()}`
  describe(`a self-assessment at ${size} width`, () => {
    it('is explained, answered in somebody’s own words, and sent to the team', async () => {
      const { page, context, troubles } = await visitor(browser, { viewport })
      const email = `tilda.${size}.${Date.now()}@example.org`
      await page.goto('/')
      await follow(page, 'Assess your own needs')
      await isAGoodPage(page, 'the start of a self-assessment')
      await picture(page, `self-assessment-start-${size}`)
      await press(page, 'No, create one')
      for (const [label, words] of [['First name', 'Tilda'], ['Last name', lastName], ['Email address', email], ['Create a password', password]]) await page.getByLabel(label).fill(words)
      await press(page, 'Continue')
      await giveCode(page, email)
      assert.equal(new URL(page.url()).pathname, '/assess-needs/who')
      await press(page, 'Continue')
      await page.getByRole('alert').getByText('Select who this self-assessment is for').waitFor()
      await isAGoodPage(page, 'a self-assessment with a mistake')
      await answer(page)
      await isAGoodPage(page, 'check the self-assessment')
      await isGoodOnPaper(page, 'the answers of a self-assessment')
      await press(page, 'Continue')
      await page.getByText('You may be eligible for care and support').first().waitFor()
      await isAGoodPage(page, 'what the answers suggest, and the declaration')
      await picture(page, `self-assessment-declaration-${size}`)
      await page.getByRole('checkbox').check()
      await press(page, 'Confirm and send')
      await page.getByRole('heading', { level: 1, name: 'Self-assessment sent' }).waitFor()
      await isAGoodPage(page, 'a self-assessment was sent')
      await picture(page, `self-assessment-sent-${size}`)
      const subjects = (await mailTo(email)).map(message => message.Subject)
      assert.ok(subjects.some(subject => /received/i.test(subject)), subjects.join(', '))
      assert.deepEqual(troubles, [])
      await context.close()
    })

    it('is read by a practitioner, whose needs assessment shows its words beside each question', async () => {
      const { page, context, troubles } = await visitor(browser, { viewport })
      await context.addCookies(cookies)
      await page.goto('/practice')
      await follow(page, `Tilda ${lastName}`)
      const person = new URL(page.url()).pathname
      await isAGoodPage(page, 'a case with a self-assessment')
      await picture(page, `self-assessment-case-${size}`)
      const link = page.getByRole('link', { name: /^Self-assessment of / })
      await Promise.all([page.waitForNavigation(), link.click()])
      await page.getByRole('heading', { level: 1, name: `Self-assessment of Tilda ${lastName}` }).waitFor()
      assert.equal(await page.getByRole('main').getByRole('heading', { level: 2 }).first().innerText(), 'About Me')
      await page.getByText(TYPED['about-matters']).waitFor()
      await isAGoodPage(page, 'a self-assessment that was sent')
      await isGoodOnPaper(page, 'a self-assessment that was sent')
      await picture(page, `self-assessment-read-${size}`)

      await follow(page, 'Go to the needs assessment')
      await page.getByText(TYPED['about-matters']).first().waitFor()
      await isAGoodPage(page, 'a needs assessment that begins with About Me')
      await picture(page, `self-assessment-about-me-${size}`)
      await press(page, 'Start')
      const wished = page.getByRole('group', { name: /supported self-assessment/ }).getByRole('radio', { name: 'Yes', exact: true })
      assert.equal(await wished.isChecked(), true, 'what they wished is filled in')
      await isAGoodPage(page, 'what is filled in from a self-assessment')
      await page.getByLabel('Day', { exact: true }).fill('1')
      await page.getByLabel('Month', { exact: true }).fill('11')
      await page.getByLabel('Year', { exact: true }).fill('2026')
      await page.getByLabel('Who was involved?').fill('Tilda and her sister')
      await page.getByRole('group', { name: /information about the assessment/ }).getByRole('radio', { name: 'Yes', exact: true }).check()
      await press(page, 'Continue')

      await page.goto(`${person}/assessment/assurance`)
      await isAGoodPage(page, 'the assurance of a self-assessment')
      assert.equal(await page.getByRole('checkbox').count(), 5)
      for (const tick of await page.getByRole('checkbox').all()) await tick.check()
      await picture(page, `self-assessment-assurance-${size}`)
      await press(page, 'Continue')

      await page.goto(`${person}/assessment/strengths`)
      const theirs = page.getByText(`Strengths: ${TYPED['strengths-words']}`)
      await theirs.waitFor()
      const ours = page.getByLabel('What can they do, and what would help them to do more?')
      assert.equal(await ours.inputValue(), TYPED['strengths-words'], 'their words are filled in')
      await ours.fill('Gardens. Needs a lift to get there.')
      await page.getByLabel('What else could help: community, equipment, prevention?').fill('A lift.')
      await page.getByLabel('Could care and support contribute to the outcomes, and how?').fill('Yes.')
      await press(page, 'Continue')
      await page.goto(`${person}/assessment/strengths`)
      await theirs.waitFor()
      assert.equal(await ours.inputValue(), 'Gardens. Needs a lift to get there.', 'and stand beside what was written since')
      await isAGoodPage(page, 'the person’s words beside the worker’s')
      await picture(page, `self-assessment-both-${size}`)
      assert.deepEqual(troubles, [])
      await context.close()
    })
  })
}
