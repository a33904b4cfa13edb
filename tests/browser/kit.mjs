// What every browser test needs: a browser, a visitor, and what must be true
// of every page.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { axe, faultsOfHtml, htmlCodeSniffer, ibmEqualAccess, tooNarrowForSpacedText } from './engines.mjs'

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

// Pages whose HTML was looked at: many are sent again byte for byte.
const validated = new Set()

// Adds to the troubles of a visitor what is not valid in a page as it was sent.
async function validate (response, troubles) {
  const html = await response.text().catch(() => '')
  if (validated.has(html)) return
  validated.add(html)
  for (const fault of await faultsOfHtml(html)) troubles.push(`${new URL(response.url()).pathname} is not valid: ${fault}`)
}

// A visitor: a page in a context of its own, whose console errors, failed
// requests and invalid pages are kept and must be none.
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
    const redirects = response.status() >= 300 && response.status() < 400
    if (!redirects && response.headers()['content-type']?.startsWith('text/html')) validate(response, troubles)
  })
  return { page, context, troubles }
}

// What must be true of every page: nothing that an engine of accessibility
// checks is sure of, no sideways scrolling at 400% zoom, also with spaced text,
// one h1, a title, the ways to reach a person at its foot.
export async function isAGoodPage (page, name) {
  // What is folded away is a part of the page.
  await page.evaluate(() => document.querySelectorAll('details:not([open])').forEach(each => { each.open = true; each.dataset.folded = '' }))
  for (const engine of [axe, htmlCodeSniffer, ibmEqualAccess]) {
    assert.deepEqual(await engine(page), [], `${engine.name} on ${name}`)
  }
  await page.evaluate(() => document.querySelectorAll('[data-folded]').forEach(each => { each.open = false; delete each.dataset.folded }))
  assert.equal(await page.locator('h1').count(), 1, `${name} has one h1`)
  assert.notEqual(await page.title(), '', `${name} has a title`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB', `${name} says its language`)
  await page.getByRole('contentinfo').getByText(/0113 496/).first().waitFor()
  const before = page.viewportSize()
  await page.setViewportSize(zoomed)
  const wide = await page.evaluate(() => document.scrollingElement.scrollWidth)
  const beyond = await page.evaluate(width => [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > width).map(each => each.outerHTML.slice(0, 120)).at(-1), zoomed.width)
  assert.ok(wide <= zoomed.width, `${name} scrolls sideways at 400% zoom: ${wide}px, for ${beyond}`)
  assert.deepEqual(await tooNarrowForSpacedText(page), [], `${name} has room for spaced text at 400% zoom`)
  await page.setViewportSize(before)
}

// What must be true of a result on paper: nothing that only works on a screen,
// nothing beyond the edge of the sheet, and what is folded away is unfolded.
export async function isGoodOnPaper (page, name) {
  const before = page.viewportSize()
  await page.emulateMedia({ media: 'print' })
  // A4 without its margins.
  await page.setViewportSize({ width: 680, height: 1009 })
  const { useless, cut } = await page.evaluate(() => {
    const shown = [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && each.getClientRects().length > 0)
    const called = each => `${each.tagName} ${each.textContent.trim().slice(0, 40)}`
    return {
      useless: shown.filter(each => each.matches('button, [role=button], input, .govuk-back-link, .govuk-breadcrumbs, .govuk-skip-link, nav *')).map(called),
      cut: shown.filter(each => each.matches('p, li, td, th, dt, dd, h1, h2, h3, svg') && each.getBoundingClientRect().right > innerWidth).map(called)
    }
  })
  assert.deepEqual(useless, [], `nothing on the paper of ${name} is only of use on a screen`)
  assert.deepEqual(cut, [], `nothing is cut off on the paper of ${name}`)
  await page.emulateMedia({ media: 'screen' })
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

// How somebody answers: with a pointer, or by keyboard alone (further down).
export const pointer = {
  check: (page, choice) => choice.check(),
  fill: (page, field, text) => field.fill(text),
  async follow (page, way) {
    await Promise.all([page.waitForLoadState('load'), way.click()])
  }
}

export function words (text, somebodyElse) {
  return typeof text === 'string' ? text : somebodyElse ? text.they : text.you
}

// Types an answer the way a person finds the field: by its label or its legend
// and the name of the choice. One of several questions of a page is looked for in
// the part of the page that its own legend names.
export async function typeAnswer (page, definition, answer, { somebodyElse = false, hands = pointer, among = false } = {}) {
  const say = text => words(text, somebodyElse)
  const label = say(definition.label)
  const question = definition.question
  const main = page.getByRole('main')
  const scope = among ? main.getByRole('group', { name: label }).first() : main
  const choose = async (role, choice) => {
    if (choice.unusual) await scope.getByText('Something else', { exact: true }).click()
    await hands.check(page, scope.getByRole(role, { name: say(choice.label), exact: true }).first())
  }
  switch (question.kind) {
    case 'yes_no':
      return hands.check(page, scope.getByRole('radio', { name: answer ? 'Yes' : 'No', exact: true }).first())
    case 'one_of':
      return choose('radio', question.options.find(each => each.value === answer))
    case 'many_of':
      for (const value of answer) await choose('checkbox', [...question.options, question.none].find(each => each?.value === value))
      return
    case 'regular_money':
      await hands.fill(page, scope.getByRole('textbox'), String(answer.amount))
      return chooseFrequency(page, scope, answer.every ?? 'week', hands)
    case 'date': {
      const [day, month, year] = answer
      await hands.fill(page, scope.getByLabel('Day', { exact: true }), String(day))
      await hands.fill(page, scope.getByLabel('Month', { exact: true }), String(month))
      return scope.getByLabel('Year', { exact: true }).fill(String(year))
    }
    default:
      return hands.fill(page, main.getByRole('textbox', { name: label }), String(answer))
  }
}

const FREQUENCY = { week: /^(every |a )?week/i, fortnight: /^(every )?(2 weeks|fortnight)/i, four_weeks: /^(every )?4 weeks/i, month: /^(every |a )?(calendar )?month/i, quarter: /quarter|3 months/i, year: /year/i }

async function chooseFrequency (page, scope, every, hands) {
  return hands.check(page, scope.getByRole('radio', { name: FREQUENCY[every] }).first())
}

export async function goOn (page, button = 'Continue', hands = pointer) {
  await hands.follow(page, page.getByRole('main').getByRole('button', { name: button, exact: true }))
}

// Answers about one thing of a group, on the page that asks about it.
export async function typeItem (page, definition, item, { somebodyElse = false, hands = pointer } = {}) {
  const main = page.getByRole('main')
  for (const field of definition.question.fields) {
    if (item[field.id] === undefined) continue
    const unusual = field.question.options?.find(each => each.value === item[field.id])?.unusual
    if (unusual) await main.getByText('Something else', { exact: true }).click()
    const label = words(field.label, somebodyElse)
    const value = item[field.id]
    switch (field.question.kind) {
      case 'one_of': {
        const choice = words(field.question.options.find(each => each.value === value).label, somebodyElse)
        await hands.check(page, main.getByRole('group', { name: label }).getByRole('radio', { name: choice, exact: true }))
        break
      }
      case 'regular_money': {
        const group = main.getByRole('group', { name: label })
        await hands.fill(page, group.getByRole('textbox', { name: 'Amount' }), String(value.amount))
        await chooseFrequency(page, group.getByRole('group', { name: 'How often?' }), value.every ?? 'week', hands)
        break
      }
      default:
        await hands.fill(page, main.getByRole('textbox', { name: label }), String(value))
    }
  }
}

// Answers every question of a form that is asked until its answers are shown
// to be checked, or its result. `answers` is by the id of a question; one that
// it does not name is answered as `otherwise` says for its kind. `atGroup` is
// called when all of a group is listed.
export async function answerForm (page, id, answers, { somebodyElse = false, hands = pointer, atEach = async () => {}, atGroup } = {}) {
  const form = formData(id)
  const asked = []
  const main = page.getByRole('main')
  const added = {}
  const given = question => answers[question.id] ?? otherwise(question)
  const typed = async (question, among) => {
    const answer = given(question)
    if (answer === undefined && question.optional) return
    assert.notEqual(answer, undefined, `there is an answer for ${question.id}`)
    await typeAnswer(page, question, answer, { somebodyElse, hands, among })
  }
  // Types the next item of a group, and presses the button that goes on.
  const addItem = async (group, button) => {
    const number = added[group.id] ?? 0
    added[group.id] = number + 1
    const items = answers[group.id]
    await typeItem(page, group, items[number], { somebodyElse, hands })
    const last = number + 1 === items.length
    await goOn(page, last ? button : `Save and add another ${group.question.one}`, hands)
    return last
  }
  for (let turn = 0; turn < 150; turn++) {
    const at = new URL(page.url()).pathname.split('/')
    if (['check-answers', 'result'].includes(at[2])) return asked
    if (at.length === 4) {
      await addItem(groupOf(form, at[2]), 'Save and continue')
      continue
    }
    const definition = form.pages.find(each => each.id === at[2])
    assert.ok(definition, `${page.url()} is a page of ${id}`)
    asked.push(definition.id)
    await atEach(page, definition)
    switch (definition.question.kind) {
      case 'several':
        for (const question of definition.question.questions) {
          if (isAsked(question.when, form, given)) await typed(question, true)
        }
        break
      case 'any_of': {
        const { groups, none } = definition.question
        const wanted = groups.filter(group => Array.isArray(answers[group.id]))
        for (const box of wanted.length > 0 ? wanted : [none]) await hands.check(page, main.getByRole('checkbox', { name: words(box.label, somebodyElse), exact: true }))
        break
      }
      case 'group':
        if ((answers[definition.id] ?? []).length > 0) {
          await hands.check(page, main.getByRole('radio', { name: 'Yes', exact: true }))
          while (!await addItem(definition, at.length === 4 ? 'Save and continue' : 'Continue')) at.push('item')
          // The list of what was added stands before the next question.
          if (new URL(page.url()).pathname.split('/')[2] === definition.id || !atGroup) continue
          await hands.follow(page, page.getByRole('link', { name: 'Back', exact: true }))
          await atGroup(page, definition)
        }
        await hands.check(page, main.getByRole('radio', { name: 'No', exact: true }))
        break
      default:
        await typed(definition, false)
    }
    await goOn(page, 'Continue', hands)
  }
  assert.fail(`${id} does not end`)
}

// Finds a group, which has a page of its own or stands beside others on one.
function groupOf (form, id) {
  return form.pages.flatMap(each => each.question.groups ?? [each]).find(each => each.id === id)
}

// Whether the condition of a question holds under the answers that are given.
function isAsked (when, form, given) {
  if (!when) return true
  const [[kind, of]] = Object.entries(when)
  const asked = form.pages.flatMap(each => each.question.questions ?? [each])
  const values = id => {
    const question = asked.find(each => each.id === id)
    if (!isAsked(question.when, form, given)) return []
    const answer = given(question)
    if (typeof answer === 'boolean') return [answer ? 'yes' : 'no']
    return [answer].flat().map(String)
  }
  switch (kind) {
    case 'all': return of.every(each => isAsked(each, form, given))
    case 'any': return of.some(each => isAsked(each, form, given))
    case 'not': return !isAsked(of, form, given)
    case 'is':
    case 'includes': return values(of.question).some(value => of.one_of.includes(value))
    case 'count': return of.questions.filter(id => values(id).some(value => of.one_of.includes(value))).length >= of.at_least
    default: assert.fail(`no browser knows the condition ${kind}`)
  }
}

function otherwise ({ question }) {
  if (question.kind === 'yes_no') return false
  if (question.kind === 'many_of' && question.none) return [question.none.value]
  if (question.kind === 'one_of' && question.options.some(each => each.value === 'none')) return 'none'
}

// --- By keyboard alone --------------------------------------------------------

// Presses Tab (or Shift and Tab) and looks where that leads: what has the focus
// shows it, is in sight and not covered, and comes after (before) what had it.
// Undefined is the end of the page, where the browser takes the focus or begins
// at the top again.
export async function tab (page, { back = false } = {}) {
  await page.evaluate(lookBefore)
  await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
  const at = await page.evaluate(lookAtFocus, back)
  if (at) assert.deepEqual(at.faults, [], `${at.name} (${page.url()}) is reached by the keyboard`)
  return at?.name
}

// Goes over the whole page with Tab: everything that can be used is reached
// once, in order, and nothing holds the focus. Gives the names of all of it.
export async function walkPage (page) {
  const usable = await page.evaluate(() => {
    const groups = new Set()
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
      .filter(each => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
      .filter(each => each.type !== 'radio' || (!groups.has(each.name) && groups.add(each.name))).length
  })
  await page.evaluate(() => {
    document.activeElement.blur()
    getSelection().removeAllRanges()
    // The next Tab starts at the top, as after the page has loaded.
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
    delete window.lastFocused
  })
  const names = []
  for (let name = await tab(page); name !== undefined; name = await tab(page)) {
    names.push(name)
    assert.ok(names.length <= usable, `the focus leaves ${page.url()}: ${names.slice(-4).join(', ')}`)
  }
  assert.equal(names.length, usable, `everything on ${page.url()} is reached: ${names.join(', ')}`)
  return names
}

// Presses Tab until the element, or another of its group of radios, has the focus.
export async function tabTo (page, element, options) {
  const handle = await element.elementHandle()
  const there = () => handle.evaluate(wanted => {
    const now = document.activeElement
    return now === wanted || (wanted.type === 'radio' && now.type === 'radio' && now.name === wanted.name)
  })
  for (let press = 0; press < 200; press++) {
    if (await there()) return
    await tab(page, options)
  }
  assert.fail(`${element} on ${page.url()} is not reached by the Tab key`)
}

export const keyboard = {
  async check (page, choice) {
    await tabTo(page, choice)
    if (await choice.getAttribute('type') === 'radio') {
      for (let press = 0; press < 60 && !await isFocused(choice); press++) await page.keyboard.press('ArrowDown')
    }
    if (!await choice.isChecked()) await page.keyboard.press('Space')
    assert.ok(await choice.isChecked(), `${choice} is chosen by keyboard`)
  },
  async fill (page, field, text) {
    await tabTo(page, field)
    // Rubs out what was typed before: it is selected where Tab has led, not
    // where the link of an error has.
    for (let press = 0; press < 40 && await field.inputValue() !== ''; press++) {
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Delete')
    }
    await page.keyboard.type(text)
    assert.equal(await field.inputValue(), text)
  },
  async follow (page, way) {
    await tabTo(page, way)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
  }
}

export function isFocused (element) {
  return element.evaluate(each => each === document.activeElement)
}

// In the page: how everything looks that has not got the focus.
function lookBefore () {
  const look = element => {
    const drawn = element.type === 'radio' || element.type === 'checkbox' ? getComputedStyle(element.labels[0], '::before') : getComputedStyle(element)
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderColor, borderWidth } = drawn
    return { outline: outlineStyle === 'none' || outlineWidth === '0px' ? 'none' : `${outlineStyle} ${outlineWidth} ${outlineColor}`, boxShadow, backgroundColor, border: borderWidth === '0px' ? 'none' : `${borderWidth} ${borderColor}` }
  }
  window.look = look
  // In the order of the page, with how each looked when it had no focus.
  const known = window.looks
  window.looks = new Map()
  for (const each of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')) {
    window.looks.set(each, each === document.activeElement ? known?.get(each) : look(each))
  }
}

// In the page: what has the focus, and what is wrong with that.
function lookAtFocus (back) {
  const now = document.activeElement
  const last = window.lastFocused
  if (now === document.body || now === document.documentElement) {
    delete window.lastFocused
    return null
  }
  const usable = [...window.looks.keys()].filter(each => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }))
  const [top, foot] = back ? [usable.at(-1), usable[0]] : [usable[0], usable.at(-1)]
  if (now === top && last === foot) {
    window.lastFocused = now
    return null
  }
  const faults = []
  const before = window.looks.get(now)
  const look = window.look(now)
  const marks = ['outline', 'boxShadow', 'backgroundColor', 'border'].filter(each => look[each] !== before?.[each] && look[each] !== 'none')
  if (marks.length === 0) faults.push('does not show that it has the focus')
  const [box] = now.getClientRects()
  if (!box || box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) faults.push('is out of sight')
  else {
    const seen = document.elementFromPoint((Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2)
    if (!seen || !(now.contains(seen) || seen.contains(now) || [...now.labels ?? []].some(each => each.contains(seen)))) faults.push(`is covered by ${seen?.outerHTML.slice(0, 80)}`)
  }
  if (last?.isConnected && last !== now) {
    const [one, two] = back ? [now, last] : [last, now]
    if (!(one.compareDocumentPosition(two) & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push('comes too early in the page')
    const [first, second] = [one.getBoundingClientRect(), two.getBoundingClientRect()]
    if (second.top < first.top - 1 && second.left < first.right - 1) faults.push('stands above or left of what had the focus before')
  }
  window.lastFocused = now
  const name = now.labels?.[0]?.textContent ?? now.getAttribute('aria-label') ?? now.textContent
  return { name: name.replace(/\s+/g, ' ').trim(), faults }
}
