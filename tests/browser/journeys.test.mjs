// Whole journeys as people make them.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { answerForm, desktop, download, goOn, isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, publishedAssessments, visitor } from './kit.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

// What a newcomer types for each published assessment, by page of the form.
const TYPED = {
  'knowsley-a-2024': {
    'who-for': 'me', setting: 'at_home', age: 22, when: 'another-date', 'which-date': [1, 6, 2024], 'taking-part': 'full',
    cost: 'week', 'weekly-cost': '391.95', children: 0,
    benefits: ['universal_credit_standard', 'pip_daily_living_enhanced', 'pip_mobility'],
    'amount-universal-credit-standard': { amount: '167.96' }, 'amount-pip-daily-living-enhanced': { amount: '108.55' }, 'amount-pip-mobility': { amount: '75.75' },
    'extra-costs': [{ kind: 'laundry', amount: { amount: '6.42' } }, { kind: 'clothing_and_footwear', amount: { amount: '6.18' } }]
  },
  'leeds-mary-2024': {
    'who-for': 'someone-else', setting: 'at_home', age: 85, when: 'another-date', 'which-date': [1, 6, 2024], 'taking-part': 'full',
    cost: 'week', 'weekly-cost': '287.50', children: 0, pensions: ['state_pension', 'pension_credit_guarantee'],
    'amount-state-pension': { amount: '169.50' }, 'amount-pension-credit-guarantee': { amount: '48.65' },
    'extra-costs': [{ kind: 'community_alarm', amount: { amount: '9.30' } }]
  },
  'kingston-joan-2023': {
    'who-for': 'me', setting: 'at_home', age: 85, when: 'another-date', 'which-date': [1, 6, 2023], 'taking-part': 'full',
    cost: 'hours', hours: 10, 'hourly-price': '18.01', children: 0, pensions: ['state_pension'], benefits: ['attendance_allowance_higher'],
    'amount-state-pension': { amount: '203.85' }, 'amount-attendance-allowance-higher': { amount: '101.75' },
    'housing-costs': ['other_allowed'], 'cost-other-allowed': { amount: '100' }, 'housing-shared': 1,
    'extra-costs': [{ kind: 'other', amount: { amount: '5' } }]
  },
  'lambeth-jane-2024': {
    'who-for': 'me', setting: 'care_home_permanent', age: 71, when: 'another-date', 'which-date': [1, 6, 2024], 'taking-part': 'full',
    cost: 'unknown', 'weeks-in-care-home': 20, pensions: ['private_pension'], 'amount-private-pension': { amount: '130' },
    'other-income': [{ kind: 'other_benefit_counted', amount: { amount: '40' }, whose: 'person' }],
    savings: [{ kind: 'bank_or_building_society', value: '15250', whose: 'person' }]
  },
  'leeds-michael-2024': {
    'who-for': 'me', setting: 'care_home_permanent', age: 80, when: 'another-date', 'which-date': [1, 6, 2024], 'taking-part': 'full',
    cost: 'week', 'weekly-cost': '694', 'weeks-in-care-home': 20, pensions: ['state_pension', 'private_pension'],
    'amount-state-pension': { amount: '209.67' }, 'amount-private-pension': { amount: '25.81' }
  }
}

// What the shipped policy makes of an assessment that a local policy decided:
// Knowsley ignores the enhanced part of PIP daily living where no night care is
// arranged, 35.90; without that, 276.51 − 160.30 − 12.60 = 103.61.
const BY_THE_SHIPPED_POLICY = { 'knowsley-a-2024': '103.61' }

describe('a newcomer gets a printed, explained estimate for every published assessment', () => {
  for (const published of publishedAssessments().filter(each => TYPED[each.id])) {
    it(published.id, async () => {
      const { page, troubles, context } = await visitor(browser)
      await page.goto('/')
      await page.getByRole('link', { name: 'My finances' }).click()
      await page.getByRole('button', { name: 'Start now' }).click()
      const answers = TYPED[published.id]
      await answerForm(page, 'estimate-costs', answers, { somebodyElse: answers['who-for'] === 'someone-else' })
      const expected = BY_THE_SHIPPED_POLICY[published.id] ?? published.expected.totals.weekly_charge
      const charge = Number(expected)
      const heading = await page.getByRole('main').innerText()
      const shown = charge === 0 ? /nothing/ : new RegExp(`£${expected.replace('.', '\\.')}`)
      assert.match(heading, shown)
      const pdf = await download(page, '/estimate-costs/result.pdf')
      assert.deepEqual([pdf.status, pdf.type, pdf.body.subarray(0, 5).toString()], [200, 'application/pdf', '%PDF-'])
      await picture(page, `result-${published.id}`)
      await isAGoodPage(page, `the result of ${published.id}`)
      await isGoodOnPaper(page, `the result of ${published.id}`)
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }

  it('every full assessment that is published has its answers here', () => {
    const full = publishedAssessments().filter(each => each.expected.result).map(each => each.id).sort()
    assert.deepEqual(Object.keys(TYPED).sort(), full)
  })
})

// No part of the page is wider than its room, to be scrolled by itself.
async function hasNoSidewaysScrolling (page) {
  const wide = await page.evaluate(() => [...document.querySelectorAll('main *')]
    .filter(each => each.scrollWidth > each.clientWidth && /auto|scroll/.test(getComputedStyle(each).overflowX))
    .map(each => each.className))
  assert.deepEqual(wide, [], 'nothing scrolls sideways')
}

describe('every page of both journeys', () => {
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    it(`of the calculator is a good page at ${width} width`, async () => {
      const { page, troubles, context } = await visitor(browser, { viewport })
      await page.goto('/estimate-costs')
      await picture(page, `estimate-costs-start-${width}`)
      await isAGoodPage(page, 'the start page')
      await page.getByRole('button', { name: 'Start now' }).click()
      await answerForm(page, 'estimate-costs', TYPED['knowsley-a-2024'], {
        atEach: async (page, definition) => {
          await picture(page, `estimate-costs-${definition.id}-${width}`)
          await isAGoodPage(page, definition.id)
        }
      })
      await picture(page, `estimate-costs-result-${width}`)
      await isAGoodPage(page, 'the result')
      await hasNoSidewaysScrolling(page)
      await page.goto('/estimate-costs/check-answers')
      await picture(page, `estimate-costs-check-answers-${width}`)
      await isAGoodPage(page, 'check answers')
      await page.goto('/estimate-costs/what-if')
      await picture(page, `estimate-costs-what-if-${width}`)
      await isAGoodPage(page, 'the list of what can be changed')
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }

  it('shows every mistake at once, leads from the summary to the field, and keeps what was typed', async () => {
    const { page, context } = await visitor(browser)
    await page.goto('/estimate-costs')
    await page.getByRole('button', { name: 'Start now' }).click()
    await goOn(page)
    const summary = page.getByRole('alert')
    await summary.getByRole('link').first().waitFor()
    assert.match(await page.title(), /^Error: /)
    await isAGoodPage(page, 'a page with an error')
    await picture(page, 'estimate-costs-error')
    await page.getByRole('radio', { name: 'Me', exact: true }).check()
    await page.getByRole('radio', { name: 'At home', exact: true }).check()
    await page.getByRole('radio', { name: 'Another date', exact: true }).check()
    const day = page.getByLabel('Day', { exact: true })
    await day.fill('abc')
    await page.getByLabel('Month', { exact: true }).fill('4')
    await page.getByLabel('Year', { exact: true }).fill('2024')
    await goOn(page)
    assert.equal(await day.inputValue(), 'abc')
    await page.getByRole('alert').getByRole('link').first().click()
    assert.equal(await day.evaluate(field => field === document.activeElement), true)
    await context.close()
  })

  it('keeps every answer over Back, refresh and a new tab', async () => {
    const { page, context } = await visitor(browser)
    await page.goto('/estimate-costs')
    await page.getByRole('button', { name: 'Start now' }).click()
    await page.getByRole('radio', { name: 'Somebody else', exact: true }).check()
    await page.getByRole('radio', { name: 'At home', exact: true }).check()
    await page.getByRole('radio', { name: 'Now', exact: true }).check()
    await goOn(page)
    // The browser can be in the middle of putting the new page in the place of
    // the old one, when it does not know its history yet.
    await page.getByRole('radio', { name: 'At home', exact: true }).waitFor({ state: 'detached' })
    await page.waitForLoadState()
    await page.goBack()
    await page.reload()
    assert.equal(await page.getByRole('radio', { name: 'At home', exact: true }).isChecked(), true)
    const second = await context.newPage()
    await second.goto('/estimate-costs/about')
    assert.equal(await second.getByRole('radio', { name: 'Somebody else', exact: true }).isChecked(), true)
    await context.close()
  })

  it('works without JavaScript', async () => {
    const { page, context } = await visitor(browser, { javaScript: false })
    await page.goto('/estimate-costs')
    await page.getByRole('button', { name: 'Start now' }).click()
    await answerForm(page, 'estimate-costs', TYPED['lambeth-jane-2024'])
    assert.match(await page.getByRole('main').innerText(), /£143\.85/)
    await page.goto('/estimate-costs/what-if')
    const parts = await page.locator('summary').all()
    for (const folded of parts) await folded.click()
    const links = await page.locator('main dd a').all()
    assert.ok(links.length > 10)
    for (const link of links) assert.ok(await link.isVisible(), 'every answer can be unfolded')
    await context.close()
  })
})
