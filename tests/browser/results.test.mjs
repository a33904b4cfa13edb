// Every kind of result on a phone: the answer and the one green button on the
// first screen, at most three screens before how it was worked out, nothing but
// the numbers for somebody who stopped to get help.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  answerForm, isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, visitor
} from './kit.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(() => browser.close())

const MONEY = {
  'who-for': 'me', setting: 'at_home', age: 85, partner: false, children: 0, when: 'now', 'taking-part': 'full', cost: 'week', 'weekly-cost': '300',
  pensions: ['state_pension'], 'amount-state-pension': { amount: '300' }
}

const CARE_HOME = { ...MONEY, setting: 'care_home_permanent', 'weekly-cost': '1150', 'weeks-in-care-home': 4 }

const SAVINGS = amount => [{ kind: 'bank_or_building_society', value: amount, whose: 'person' }]

const ESTIMATES = {
  'a contribution': [MONEY, /^You would pay £/],
  'a contribution of someone else': [{ ...MONEY, 'who-for': 'someone-else' }, /^They would pay £/],
  'a contribution from savings too': [{ ...MONEY, savings: SAVINGS('18000') }, /^You would pay £/],
  'nothing to pay': [{ ...MONEY, 'amount-state-pension': { amount: '200' } }, /^You would pay nothing/],
  'the full cost': [{ ...MONEY, savings: SAVINGS('60000') }, /^You would pay the full cost/],
  'details declined': [{ ...MONEY, 'taking-part': 'declined' }, /^You would pay the full cost/],
  'free care': [{ ...MONEY, 'free-care': 'mental_health_aftercare' }, /this care is free$/],
  'a care home and a home that will count': [{
    ...CARE_HOME,
    'own-home': true, 'own-home-occupied': 'nobody', 'own-home-value': '240000', 'own-home-mortgage': '0', 'own-home-share': '100'
  }, /^You would pay/]
}

const EASY = 'without_difficulty'

const CHECKS = {
  'may be eligible': [{ washing: 'not_without_help', toilet: 'not_without_help', 'well-being': ['control'] }, /^You may be eligible/],
  'may not be eligible': [{}, /^You may not be eligible/],
  'a carer': [{ who: 'carer', 'necessary-care': 'adult', 'carer-recreation': 'not_without_help', 'caring-health': 'not_affected', 'well-being': ['control'] }, /^You may be eligible for support as a carer/],
  'under 18': [{ age: false }, /18 or over/],
  'a parent': [{ who: 'carer', 'necessary-care': 'child_only' }, /look after an adult/]
}

// Where the bottom of an element is on a page that has not been scrolled.
async function bottomOf (locator) {
  const box = await locator.boundingBox()
  return box.y + box.height
}

async function isWithinReach (page, name) {
  await page.evaluate(() => scrollTo(0, 0))
  const main = page.getByRole('main')
  const green = main.locator('a.govuk-button:not(.govuk-button--secondary)')
  assert.equal(await green.count(), 1, `${name} has one green button`)
  assert.ok(await bottomOf(page.locator('h1')) < phone.height, `the answer of ${name} is on the first screen`)
  const bottom = await bottomOf(green)
  assert.ok(bottom <= phone.height, `the green button of ${name} is on the first screen: ${bottom}`)
  const worked = (await page.getByRole('heading', { name: 'How we worked this out' }).boundingBox()).y
  assert.ok(worked <= 3 * phone.height, `${name} has at most three screens before its working: ${worked}`)
}

describe('on a phone the first screen of a result', () => {
  for (const [name, [answers, heading]] of Object.entries(ESTIMATES)) {
    it(`of the estimate says what to do: ${name}`, async () => {
      const { page, troubles, context } = await visitor(browser, { viewport: phone })
      await page.goto('/estimate-costs/who-for')
      await answerForm(page, 'estimate-costs', answers, { somebodyElse: answers['who-for'] === 'someone-else' })
      await page.goto('/estimate-costs/result')
      await picture(page, `result-on-a-phone-${name.replaceAll(' ', '-')}`)
      assert.match(await page.locator('h1').innerText(), heading)
      await isWithinReach(page, name)
      await isAGoodPage(page, name)
      await isGoodOnPaper(page, name)
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }

  for (const [name, [answers, heading]] of Object.entries(CHECKS)) {
    it(`of the check says what to do: ${name}`, async () => {
      const { page, troubles, context } = await visitor(browser, { viewport: phone })
      await page.goto('/check-support/who')
      const all = { who: 'myself', age: true, ...answers }
      await answerForm(page, 'check-support', all, {
        atEach: async (page, definition) => {
          for (const asked of definition.question.questions ?? [definition]) all[asked.id] ??= easiest(asked)
        }
      })
      await page.goto('/check-support/result')
      await picture(page, `check-on-a-phone-${name.replaceAll(' ', '-')}`)
      assert.match(await page.locator('h1').innerText(), heading)
      await isWithinReach(page, name)
      await isAGoodPage(page, name)
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }

  for (const [sign, number] of Object.entries({ danger: '999', self_harm: '111', abuse: '0113 496', no_basics: '0113 496', carer_stopping: '0113 496' })) {
    it(`of somebody who stops for help has the number and nothing else: ${sign}`, async () => {
      const { page, context } = await visitor(browser, { viewport: phone })
      await page.goto('/check-support/who')
      await answerForm(page, 'check-support', { who: 'myself', urgent: [sign], 'urgent-help': 'stop' })
      assert.equal(new URL(page.url()).pathname, '/check-support/result')
      const first = page.getByRole('main').locator('a[href^="tel:"]').first()
      assert.match(await first.innerText(), new RegExp(number))
      assert.ok(await bottomOf(first) <= phone.height)
      assert.equal(await page.getByRole('main').locator('a:not([href^="tel:"])').count(), 1)
      await picture(page, `urgent-on-a-phone-${sign}`)
      await isAGoodPage(page, sign)
      await context.close()
    })
  }
})

// The first choice that does no harm: yes, adult, or what is done easily.
function easiest ({ question }) {
  if (question.kind === 'yes_no') return true
  const values = (question.options ?? []).map(each => each.value)
  if (question.kind === 'many_of') return [question.none.value]
  return values.includes(EASY) ? EASY : values[0]
}
