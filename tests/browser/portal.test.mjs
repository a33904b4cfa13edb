// Every page that stands by itself, and the screener from end to end.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { answerForm, desktop, download, isAGoodPage, isGoodOnPaper, openBrowser, phone, picture, visitor } from './kit.mjs'

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

const PAGES = [
  '/', '/safeguarding', '/carers', '/professionals', '/cookies', '/privacy', '/accessibility', '/how-budgets-are-worked-out',
  '/directory', '/directory?need=falls&words=exercise', '/directory?words=zzzz',
  '/help', '/help/questions', '/help/questions?thanked=account', '/help/contact', '/help/feedback', '/help/feedback/thank-you',
  '/help/guides/check-support', '/help/guides/estimate-costs', '/help/guides/directory',
  '/check-support', '/check-support/tasks', '/check-support/clear', '/check-support/who', '/check-support/as-carer',
  '/estimate-costs', '/estimate-costs/tasks', '/estimate-costs/clear',
  '/report-concern', '/report-concern/danger', '/report-concern/clear', '/call-back', '/no-such-page'
]

describe('every page that stands by itself', () => {
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    it(`is a good page at ${width} width`, async () => {
      const { page, troubles, context } = await visitor(browser, { viewport })
      for (const path of PAGES) {
        await page.goto(path)
        await picture(page, `page${path.replace(/[/?&=]/g, '-')}-${width}`)
        await isAGoodPage(page, path)
      }
      assert.deepEqual(troubles, [])
      await context.close()
    })
  }

  it('leads only to addresses that answer', async () => {
    const { page, context } = await visitor(browser)
    const seen = new Set(PAGES)
    const queue = PAGES.filter(path => path !== '/no-such-page')
    const dead = []
    while (queue.length > 0) {
      const path = queue.shift()
      const answer = await page.goto(path)
      if (answer.status() >= 400) dead.push(`${answer.status()} ${path}`)
      const links = await page.locator('a[href^="/"]').evaluateAll(all => all.map(each => each.getAttribute('href').split('#')[0]))
      for (const link of links) {
        if (seen.has(link) || /\.(pdf|css)$/.test(link) || link.startsWith('/directory/') && seen.size > 90) continue
        seen.add(link)
        queue.push(link)
      }
    }
    assert.deepEqual(dead, [])
    await context.close()
  })

  it('lets somebody leave the safeguarding page at once', async () => {
    const { page, context } = await visitor(browser)
    await page.goto('/safeguarding')
    const exit = page.getByRole('button', { name: /Exit this page/ }).first()
    assert.match(await exit.getAttribute('href'), /^https:\/\//)
    await context.close()
  })

  it('stores feedback once and thanks for it', async () => {
    const { page, context } = await visitor(browser)
    await page.goto('/help/feedback')
    await page.getByRole('main').getByRole('button').click()
    assert.match(await page.title(), /^Error: /)
    await isAGoodPage(page, 'feedback with mistakes')
    await page.getByRole('radio').first().check()
    await page.getByRole('textbox').fill('The words were clear.')
    await page.getByRole('main').getByRole('button').click()
    await page.waitForURL('**/help/feedback/thank-you')
    await context.close()
  })

  it('asks of every answer whether it was helpful and thanks beside it, without JavaScript too', async () => {
    for (const javaScript of [true, false]) {
      const { page, troubles, context } = await visitor(browser, { javaScript })
      await page.goto('/help/questions')
      const asked = page.getByRole('main').getByRole('button', { name: 'Do I need an account?' })
      assert.deepEqual(await asked.allTextContents(), [
        'Yes, this answer was helpful: Do I need an account?',
        'No, this answer was not helpful: Do I need an account?'
      ])
      await asked.first().click()
      await page.waitForURL(/\/help\/questions\?thanked=account#account$/)
      await page.getByRole('main').getByRole('status').getByRole('link', { name: 'Tell us more' }).waitFor()
      assert.equal(await asked.count(), 0)
      assert.deepEqual(troubles, [])
      await context.close()
    }
  })

  it('shows no buttons on the paper of questions and answers', async () => {
    const { page, context } = await visitor(browser)
    await page.goto('/help/questions')
    await page.emulateMedia({ media: 'print' })
    const main = page.getByRole('main')
    assert.equal(await main.getByText('Do I need an account?', { exact: true }).isVisible(), true)
    assert.equal(await main.getByText('Was this answer helpful?').first().isVisible(), false)
    assert.equal(await main.getByRole('button').count(), 0)
    await context.close()
  })
})

const EASY = 'without_difficulty'

describe('the screener', () => {
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    it(`shows a result to print and to download, every page good, at ${width} width`, async () => {
      const { page, troubles, context } = await visitor(browser, { viewport })
      await page.goto('/')
      await page.getByRole('link', { name: 'Your care and support needs' }).click()
      await page.getByRole('button', { name: 'Start now' }).click()
      const answers = {
        who: 'myself', urgent: ['none'], washing: 'not_without_help', toilet: 'not_without_help', 'well-being': ['control']
      }
      await answerForm(page, 'check-support', answers, {
        atEach: async (page, definition) => {
          for (const question of definition.question.questions ?? [definition]) answers[question.id] ??= easiest(question)
          await picture(page, `check-support-${definition.id}-${width}`)
          await isAGoodPage(page, definition.id)
        }
      })
      await page.waitForURL('**/check-support/result')
      await picture(page, `check-support-result-${width}`)
      await isAGoodPage(page, 'the result')
      await isGoodOnPaper(page, 'the result')
      assert.match(await page.getByRole('main').innerText(), /indication/)
      await page.goto('/check-support/check-answers')
      await picture(page, `check-support-check-answers-${width}`)
      await isAGoodPage(page, 'check answers')
      const pdf = await download(page, '/check-support/result.pdf')
      assert.deepEqual([pdf.status, pdf.type], [200, 'application/pdf'])
      assert.deepEqual(troubles, [])
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
