// Both journeys from the home page to the result, with no other key than Tab,
// Shift, the arrows, Space, Enter and what is typed into a field.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { answerForm, goOn, isFocused, keyboard, openBrowser, tab, tabTo, typeItem, visitor, walkPage } from './kit.mjs'

const hands = keyboard

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

// A page whose pointer and addresses are taken away once it is at the home page.
async function atHome () {
  const { page, context, troubles } = await visitor(browser)
  await context.addInitScript(() => {
    window.printed = 0
    window.print = () => { window.printed++ }
    for (const kind of ['mousedown', 'pointerdown', 'touchstart']) {
      addEventListener(kind, () => { throw new Error('a pointer was used') }, true)
    }
  })
  await page.goto('/')
  page.goto = () => assert.fail('an address was typed')
  return { page, context, troubles }
}

async function skipToContent (page) {
  assert.equal(await tab(page), 'Skip to main content')
  await page.keyboard.press('Enter')
  assert.equal(await isFocused(page.getByRole('main')), true)
  await tab(page)
  assert.equal(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), true)
}

// Goes on with a mistake: the summary has the focus, and its link leads to the field.
async function mistake (page, field, words, button = 'Continue') {
  await goOn(page, button, hands)
  const summary = page.getByRole('alert')
  assert.equal(await summary.evaluate(each => each.contains(document.activeElement) || each.parentElement === document.activeElement), true, 'the error summary has the focus')
  assert.match(await page.title(), /^Error: /)
  const link = summary.getByRole('link', { name: words, exact: true })
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  assert.equal(await isFocused(field), true, `the link leads to the field of ‘${words}’`)
}

describe('by keyboard alone', () => {
  it('the estimate is reached, explained, changed, printed and cleared', async () => {
    const { page, context, troubles } = await atHome()
    await walkPage(page)
    await skipToContent(page)
    await hands.follow(page, page.getByRole('link', { name: 'My finances' }))
    await walkPage(page)
    await hands.follow(page, page.getByRole('button', { name: 'Start now' }))

    const main = page.getByRole('main')
    await answerForm(page, 'estimate-costs', {
      'who-for': 'me', setting: 'at_home', age: 82, when: 'another-date', 'which-date': [1, 6, 2024], 'taking-part': 'full',
      cost: 'hours', hours: 10, 'hourly-price': '22.50', children: 0,
      pensions: ['state_pension', 'private_pension'], benefits: ['attendance_allowance_higher'],
      'amount-state-pension': { amount: '815.40', every: 'four_weeks' }, 'amount-private-pension': { amount: '260', every: 'month' },
      'amount-attendance-allowance-higher': { amount: '108.55' },
      savings: [{ kind: 'bank_or_building_society', value: '15250', whose: 'person' }, { kind: 'cash', value: '300', whose: 'person' }],
      'extra-costs': [{ kind: 'laundry', amount: { amount: '6.42' } }]
    }, {
      hands,
      atEach: async (_, definition) => {
        await walkPage(page)
        if (definition.id === 'about') {
          await mistake(page, main.getByRole('radio').first(), 'Select who this estimate is for')
        }
        if (definition.id === 'pension-income') {
          await mistake(page, main.getByRole('checkbox').first(), 'Select the pensions you get, or ‘None of these’')
        }
      },
      atGroup: async (_, definition) => {
        await walkPage(page)
        if (definition.id !== 'savings') return
        await hands.follow(page, main.getByRole('link', { name: 'Change account or investment 1' }))
        await walkPage(page)
        await typeItem(page, definition, { value: '15000' }, { hands })
        await goOn(page, 'Save and continue', hands)
        assert.match(await main.innerText(), /£15,000/)
        await hands.follow(page, main.getByRole('link', { name: 'Remove account or investment 2' }))
        await walkPage(page)
        await goOn(page, 'Yes, remove it', hands)
        assert.doesNotMatch(await main.innerText(), /Cash/)
      }
    })

    // An answer is changed from the list of all answers.
    await hands.follow(page, main.getByRole('link', { name: 'Check or change your answers' }))
    await walkPage(page)
    await hands.follow(page, main.getByRole('link', { name: 'Change Hours of care each week' }))
    await hands.fill(page, main.getByLabel(/How many hours of care/), '12')
    await goOn(page, 'Continue', hands)
    assert.match(page.url(), /check-answers$/)
    await goOn(page, 'See your result', hands)

    assert.match(await main.innerText(), /£[0-9.]+ a week/)
    const reached = await walkPage(page)
    for (const wanted of [/^See what difference a change would make/, /^Download this estimate/, /^Check or change your answers/, /^Print this page/, /^Clear the calculation/]) {
      assert.ok(reached.some(each => wanted.test(each)), `${wanted} is reached: ${reached.join(', ')}`)
    }
    await tabTo(page, main.getByRole('button', { name: 'Print this page' }))
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => window.printed), 2)

    // Back over what was passed, to the change of one answer.
    const whatIf = main.getByRole('link', { name: /^See what difference a change would make/ })
    await tabTo(page, whatIf, { back: true })
    await hands.follow(page, whatIf)
    await walkPage(page)
    const hours = main.getByRole('link', { name: /Hours of care each week/ })
    assert.equal(await hours.isVisible(), false, 'each part is folded')
    for (const part of ['About the care', 'Savings and property']) {
      const folded = main.locator('summary').filter({ hasText: part })
      const isOpen = () => folded.evaluate(each => each.parentElement.open)
      assert.equal(await isOpen(), false)
      await tabTo(page, folded)
      await page.keyboard.press('Enter')
      assert.equal(await isOpen(), true)
    }
    await walkPage(page)
    await tabTo(page, main.locator('summary').filter({ hasText: 'Savings and property' }))
    await tabTo(page, hours, { back: true })
    await hands.follow(page, hours)
    await walkPage(page)
    await hands.fill(page, main.getByLabel(/How many hours of care/), '20')
    await goOn(page, 'See the difference', hands)
    await walkPage(page)
    await hands.follow(page, main.getByRole('link', { name: /^Go back to the estimate/ }))

    await hands.follow(page, main.getByRole('link', { name: 'Clear the calculation' }))
    await walkPage(page)
    await goOn(page, 'Yes, clear my answers', hands)
    assert.match(await main.innerText(), /Your answers have been deleted/)
    await walkPage(page)
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('the check of support is reached, explained, changed, printed and cleared', async () => {
    const { page, context, troubles } = await atHome()
    await skipToContent(page)
    await hands.follow(page, page.getByRole('link', { name: 'Your care and support needs' }))
    await walkPage(page)
    await hands.follow(page, page.getByRole('button', { name: 'Start now' }))

    const main = page.getByRole('main')
    const answers = {
      who: 'myself', urgent: ['carer_stopping'], 'urgent-help': 'carry_on', age: true, condition: 'yes', varies: true,
      washing: 'not_without_help', toilet: 'pain_or_distress', 'work-learning': 'does_not_apply', 'caring-for-child': 'does_not_apply',
      'well-being': ['dignity', 'control'], impact: 'yes'
    }
    await answerForm(page, 'check-support', answers, {
      hands,
      atEach: async (_, definition) => {
        await walkPage(page)
        for (const question of definition.question.questions ?? [definition]) answers[question.id] ??= 'without_difficulty'
        if (definition.id === 'urgent') {
          await mistake(page, main.getByRole('checkbox').first(), 'Select what is happening now, or select ‘None of these’')
        }
      }
    })
    await hands.follow(page, main.getByRole('link', { name: 'Check or change your answers' }))
    await walkPage(page)
    await hands.follow(page, main.getByRole('link', { name: /^Change Washing/ }))
    await hands.check(page, main.getByRole('group', { name: /^Can you wash/ }).getByRole('radio').nth(1))
    await goOn(page, 'Continue', hands)
    await hands.follow(page, main.getByRole('button', { name: /result/i }))

    const reached = await walkPage(page)
    for (const wanted of [/^Download this result/, /^Check or change your answers/, /^Print this page/, /^Clear my answers/]) {
      assert.ok(reached.some(each => wanted.test(each)), `${wanted} is reached: ${reached.join(', ')}`)
    }
    await tabTo(page, main.getByRole('button', { name: 'Print this page' }))
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => window.printed), 1)
    await hands.follow(page, main.getByRole('button', { name: 'Clear my answers' }))
    await walkPage(page)
    await goOn(page, 'Yes, clear my answers', hands)
    assert.match(await main.innerText(), /Your answers have been deleted/)
    assert.deepEqual(troubles, [])
    await context.close()
  })
})
