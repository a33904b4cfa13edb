// What every browser test needs: a browser, a visitor, and what must be true
// of every page.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export const address = process.env.PORTAL_ADDRESS ?? 'http://ca5ebee5.execute-api.localhost:4566'
export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 900 }
// 1280 CSS pixels at 400% zoom is a viewport of 320 (WCAG 1.4.10).
export const zoomed = { width: 320, height: 256 }

const shots = join(top, 'target', 'screenshots')
mkdirSync(shots, { recursive: true })

export function formData (id) {
  return JSON.parse(readFileSync(join(top, 'shared', 'journey', 'forms', `${id}.json`), 'utf8'))
}

export function publishedAssessments () {
  return JSON.parse(readFileSync(join(top, 'tests', 'data', 'published-assessments.json'), 'utf8'))
}

export async function openBrowser () {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'
    ]
  })
}

// A visitor: a page in a context of its own, whose console errors and failed
// requests are kept and must be none.
export async function visitor (browser, { viewport = desktop, javaScript = true } = {}) {
  const context = await browser.newContext({
    baseURL: address, viewport, javaScriptEnabled: javaScript, locale: 'en-GB', reducedMotion: 'reduce'
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const troubles = []
  page.on('console', message => {
    // A page with errors is answered with 422, which the console calls a
    // failed load; that answer is asked for by the tests of bad entries.
    if (message.type() === 'error' && !/status of (404|422)/.test(message.text())) troubles.push(message.text())
  })
  page.on('pageerror', error => troubles.push(String(error)))
  page.on('response', response => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`)
  })
  return { page, context, troubles }
}

// What must be true of every page: no axe violation, no sideways scrolling at
// 400% zoom, one h1, a title, the ways to reach a person at its foot.
export async function isAGoodPage (page, name) {
  const violations = (await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()).violations
  assert.deepEqual(violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`), [], `axe on ${name}`)
  assert.equal(await page.locator('h1').count(), 1, `${name} has one h1`)
  assert.notEqual(await page.title(), '', `${name} has a title`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB', `${name} says its language`)
  await page.getByRole('contentinfo').getByText(/0113 496/).first().waitFor()
  const before = page.viewportSize()
  await page.setViewportSize(zoomed)
  const wide = await page.evaluate(() => document.scrollingElement.scrollWidth)
  assert.ok(wide <= zoomed.width, `${name} scrolls sideways at 400% zoom: ${wide}px`)
  await page.setViewportSize(before)
}

// A file as the visitor's browser would download it. (The security policy lets
// no page fetch, and Node does not resolve names below localhost.)
export async function download (page, path) {
  const { hostname, host, port } = new URL(address)
  const local = hostname.endsWith('localhost') ? '127.0.0.1' : hostname
  const cookie = (await page.context().cookies()).map(each => `${each.name}=${each.value}`).join('; ')
  return new Promise((resolve, reject) => {
    get({ hostname: local, port, path, headers: { host, cookie } }, answer => {
      const parts = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode, type: answer.headers['content-type'], body: Buffer.concat(parts) }))
    }).on('error', reject)
  })
}

export async function picture (page, name) {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}

export function words (text, somebodyElse) {
  return typeof text === 'string' ? text : somebodyElse ? text.they : text.you
}

// Types an answer the way a person finds the field: by its label or its legend
// and the name of the choice.
export async function typeAnswer (page, definition, answer, { somebodyElse = false } = {}) {
  const say = text => words(text, somebodyElse)
  const label = say(definition.label)
  const question = definition.question
  const main = page.getByRole('main')
  switch (question.kind) {
    case 'yes_no':
      return main.getByRole('radio', { name: answer ? 'Yes' : 'No', exact: true }).check()
    case 'one_of':
      return main.getByRole('radio', { name: say(question.options.find(each => each.value === answer).label), exact: true }).check()
    case 'many_of':
      for (const value of answer) {
        const choice = [...question.options, question.none].find(each => each?.value === value)
        await main.getByRole('checkbox', { name: say(choice.label), exact: true }).check()
      }
      return
    case 'regular_money':
      await main.getByRole('textbox').fill(String(answer.amount))
      return chooseFrequency(main, answer.every ?? 'week')
    case 'date': {
      const [day, month, year] = answer
      await main.getByLabel('Day', { exact: true }).fill(String(day))
      await main.getByLabel('Month', { exact: true }).fill(String(month))
      return main.getByLabel('Year', { exact: true }).fill(String(year))
    }
    default:
      return main.getByRole('textbox', { name: label }).fill(String(answer))
  }
}

const FREQUENCY = { week: /^(every |a )?week/i, fortnight: /^(every )?(2 weeks|fortnight)/i, four_weeks: /^(every )?4 weeks/i, month: /^(every |a )?(calendar )?month/i, quarter: /quarter|3 months/i, year: /year/i }

async function chooseFrequency (scope, every) {
  const radio = scope.getByRole('radio', { name: FREQUENCY[every] })
  if (await radio.count() > 0) return radio.first().check()
  const select = scope.getByRole('combobox')
  const options = await select.locator('option').allTextContents()
  return select.selectOption({ label: options.find(text => FREQUENCY[every].test(text.trim())) })
}

export async function goOn (page, button = 'Continue') {
  await Promise.all([page.waitForLoadState('load'), page.getByRole('main').getByRole('button', { name: button, exact: true }).click()])
}

// Adds one thing to a group, on the page that asks about it.
async function addItem (page, definition, item, options) {
  const main = page.getByRole('main')
  for (const field of definition.question.fields) {
    if (item[field.id] === undefined) continue
    const label = words(field.label, options.somebodyElse)
    const value = item[field.id]
    switch (field.question.kind) {
      case 'one_of': {
        const choice = words(field.question.options.find(each => each.value === value).label, options.somebodyElse)
        const group = main.getByRole('group', { name: label })
        if (await group.count() > 0) await group.getByRole('radio', { name: choice, exact: true }).check()
        else await main.getByRole('combobox', { name: label }).selectOption({ label: choice })
        break
      }
      case 'regular_money': {
        const group = main.getByRole('group', { name: label })
        await group.getByRole('textbox', { name: 'Amount' }).fill(String(value.amount))
        await chooseFrequency(group.getByRole('group', { name: 'How often?' }), value.every ?? 'week')
        break
      }
      default:
        await main.getByRole('textbox', { name: label }).fill(String(value))
    }
  }
}

// Answers every question of a form that is asked until its answers are shown
// to be checked. `answers` is by page id; a page that it does not name is
// answered as `otherwise` says for its kind.
export async function answerForm (page, id, answers, { somebodyElse = false, atEach = async () => {} } = {}) {
  const form = formData(id)
  const asked = []
  for (let turn = 0; turn < 150; turn++) {
    const at = new URL(page.url()).pathname.split('/')
    if (at[2] === 'check-answers') return asked
    const definition = form.pages.find(each => each.id === at[2])
    assert.ok(definition, `${page.url()} is a question of ${id}`)
    asked.push(definition.id)
    await atEach(page, definition)
    const answer = answers[definition.id] ?? otherwise(definition)
    assert.notEqual(answer, undefined, `there is an answer for ${definition.id}`)
    if (definition.question.kind === 'group') {
      const items = Array.isArray(answer) ? answer : []
      for (const item of items) {
        await page.getByRole('main').getByRole('radio', { name: 'Yes', exact: true }).check()
        await goOn(page)
        await addItem(page, definition, item, { somebodyElse })
        await goOn(page, 'Save and continue')
      }
      await page.getByRole('main').getByRole('radio', { name: 'No', exact: true }).check()
    } else {
      await typeAnswer(page, definition, answer, { somebodyElse })
    }
    await goOn(page)
  }
  assert.fail(`${id} does not end`)
}

function otherwise ({ question }) {
  if (question.kind === 'group') return []
  if (question.kind === 'yes_no') return false
  if (question.kind === 'many_of' && question.none) return [question.none.value]
  if (question.kind === 'one_of' && question.options.some(each => each.value === 'none')) return 'none'
}
