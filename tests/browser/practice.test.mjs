// A practitioner opens a case and fills in the forms about the person: on a phone,
// by keyboard alone, and with a colleague in the same form.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, tab, tabTo, visitor } from './kit.mjs'
import { follow, press, staffSignsIn } from './people.mjs'

// The made-up practitioners of the local stack: infra/local/members.py.
const priya = { email: 'priya.nair@exampleshire.example', password: 'walnut ferry lighthouse', phone: '07700 900 986', dialled: '+447700900986', name: 'Priya Nair' }
const dev = { email: 'dev.osei@exampleshire.example', password: 'lantern saddle orchard', phone: '07700 900 987', dialled: '+447700900987', name: 'Dev Osei' }

let browser, cookies, devs, person
before(async () => {
  browser = await openBrowser()
  const { page, context } = await visitor(browser, { viewport: phone })
  await staffSignsIn(page, priya)
  cookies = await context.cookies()
  const colleague = await visitor(browser)
  await staffSignsIn(colleague.page, dev)
  devs = await colleague.context.cookies()
})
after(async () => { await browser.close() })

async function atWork (options, of = cookies) {
  const { page, context, troubles } = await visitor(browser, options)
  await context.addCookies(of)
  return { page, context, troubles }
}

// The first fields of every page of the form that is open, until its end. Radios
// and boxes take their first choice, texts a sentence, dates the first of a month.
async function answerEveryPage (page, atEach) {
  for (let pages = 0; pages < 60; pages += 1) {
    const at = new URL(page.url()).pathname
    if (at.endsWith('/check-answers')) return pages
    await atEach(page, at)
    const form = page.locator('form[action]').filter({ has: page.getByRole('button', { name: 'Continue' }) })
    for (const name of await form.locator('fieldset').evaluateAll(sets => [...new Set(sets.flatMap(set => [...set.querySelectorAll('input[type=radio], input[type=checkbox]')].map(input => input.name)))])) {
      await form.locator(`input[name="${name}"]`).first().check()
    }
    for (const field of await form.locator('input[type=text], textarea').all()) {
      const id = await field.getAttribute('id')
      const words = /-day$|-month$/.test(id) ? '1' : /-year$/.test(id) ? '2026' : /units|price|budget|cost/.test(id) ? '12' : 'She wants to stay at home.'
      await field.fill(words)
    }
    await press(page, 'Continue')
    assert.notEqual(new URL(page.url()).pathname, at, `${at} takes its answers: ${await page.locator('.govuk-error-summary').allInnerTexts()}`)
  }
  assert.fail('the form has an end')
}

describe('a practitioner', () => {
  it('sees the work of the team, what is late first, and opens a case', async () => {
    const { page, context, troubles } = await atWork({ viewport: phone })
    await page.goto('/practice')
    await isAGoodPage(page, 'the work of a team')
    await picture(page, 'practice-work')
    await page.getByText(/: late$/).first().waitFor()
    await follow(page, 'Ana Doe')
    await page.getByText('Ring, do not write.').first().waitFor()
    await isAGoodPage(page, 'a case')
    await picture(page, 'practice-case')
    await page.goto('/practice/people/new')
    await isAGoodPage(page, 'open a case')
    await press(page, 'Open the case')
    await page.getByRole('alert').getByText('Enter the first name').waitFor()
    await isAGoodPage(page, 'open a case with a mistake')
    await page.getByLabel('First name').fill('Henrietta')
    await page.getByLabel('Last name').fill('Okonkwo-Marsh')
    await press(page, 'Open the case')
    person = new URL(page.url()).pathname
    await page.getByRole('heading', { level: 1, name: 'Henrietta Okonkwo-Marsh' }).waitFor()
    assert.deepEqual(troubles, [])
    await context.close()
  })

  for (const [form, first] of [['contact', 'Contact and actions'], ['assessment', 'Strengths and needs assessment'], ['plan', 'Outcome focused care and support plan'], ['review', 'Strength based review']]) {
    it(`answers every page of ${first} on a phone and signs it off`, async () => {
      const { page, context, troubles } = await atWork({ viewport: phone })
      await page.goto(person)
      await follow(page, first)
      await isAGoodPage(page, `the start of ${form}`)
      await picture(page, `practice-${form}`)
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Start' }).click()])
      const pages = await answerEveryPage(page, async (page, at) => { await isAGoodPage(page, at) })
      assert.ok(pages >= 3, `${pages} pages`)
      await isGoodOnPaper(page, `check the answers of ${form}`)
      await follow(page, 'Continue to sign off').catch(() => press(page, 'Continue to sign off'))
      await isAGoodPage(page, `sign ${form} off`)
      await page.getByRole('main').getByRole('button').last().click()
      await page.getByText('This is version 1. Priya Nair signed it off').waitFor()
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }

  it('sees the indicative budget of the assessment, and the plan beside it', async () => {
    const { page, context, troubles } = await atWork({ viewport: phone })
    await page.goto(person)
    await follow(page, 'Indicative budget')
    await page.getByRole('heading', { level: 2, name: 'The plan beside the budget' }).waitFor()
    await page.getByText('Final budget').first().waitFor()
    await isAGoodPage(page, 'the indicative budget')
    await isGoodOnPaper(page, 'the indicative budget')
    await picture(page, 'practice-budget')
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('says by keyboard alone what is due next', async () => {
    const { page, context, troubles } = await atWork({ viewport: desktop })
    await page.goto(person)
    await tabTo(page, page.getByRole('radio').first())
    await page.keyboard.press('ArrowDown')
    await tab(page)
    for (const part of ['14', '12', '2027']) {
      await page.keyboard.press('Control+A')
      await page.keyboard.type(part)
      await tab(page)
    }
    await tabTo(page, page.getByRole('button', { name: 'Save what is due' }))
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    await page.getByText('Assessment, by Tuesday 14 December 2027').waitFor()
    assert.deepEqual(troubles, [])
    await context.close()
  })

  it('is told when a colleague changed the same answer, and nothing is lost', async () => {
    const { page, context } = await atWork({ viewport: desktop })
    const colleague = await atWork({ viewport: phone }, devs)
    const address = '/practice/people/case-ana-doe/contact/happening'
    for (const each of [page, colleague.page]) await each.goto(address)
    const fill = async (page, words) => {
      await page.getByLabel('What is happening?').fill(words)
      await page.getByLabel('Since when?').fill('Since May')
      await page.getByLabel('What does the person want?').fill('To stay at home')
      await press(page, 'Continue')
    }
    await fill(page, `Priya wrote this ${Date.now()}`)
    await fill(colleague.page, 'Dev wrote that')
    await colleague.page.getByText('Priya Nair changed this').first().waitFor()
    await colleague.page.getByText('Dev wrote that').first().waitFor()
    await isAGoodPage(colleague.page, 'somebody else changed this')
    await colleague.context.close()
    await context.close()
  })
})
