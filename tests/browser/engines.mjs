// What other programs say of a page: whether its HTML is valid, and whether
// three engines of accessibility checks find anything. Each engine sees
// something that the others do not.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AxeBuilder } from '@axe-core/playwright'
import { HtmlValidate } from 'html-validate'

const source = name => readFileSync(createRequire(import.meta.url).resolve(name), 'utf8')
const codeSniffer = source('html_codesniffer/build/HTMLCS.js')
const equalAccess = source('accessibility-checker-engine/ace.js')

// The HTML standard, and what the Nu checker calls an error besides. "Exit this
// page" of the Design System is a link that works without JavaScript.
const validator = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: { 'prefer-native-element': 'off' }
})

// A role that the Design System gives to the fieldset of a date for the sake of
// a screen reader, of which the Nu checker warns.
const groupOfADate = 'Redundant role "group" on <fieldset>'

// The faults of a page's HTML as it was sent: a browser mends what it is given.
export async function faultsOfHtml (html) {
  const { results } = await validator.validateString(html)
  return results.flatMap(each => each.messages)
    .filter(each => each.message !== groupOfADate)
    .map(each => `line ${each.line}: ${each.ruleId}: ${each.message}`)
}

// Deque's axe: WCAG 2.2 AA and best practice.
export async function axe (page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  return violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`)
}

// Squiz's HTML_CodeSniffer: its errors by WCAG 2 AA. Its test of 1.3.5 breaks
// on fields that ask for nothing of the visitor's own, and is left out: axe
// looks at 1.3.5 too.
export async function htmlCodeSniffer (page) {
  return page.evaluate(async script => {
    (0, eval)(script)
    window.HTMLCS_WCAG2AAA_Sniffs_Principle1_Guideline1_3_1_3_5.process = () => {}
    return new Promise(resolve => {
      window.HTMLCS.process('WCAG2AA', document, () => resolve(window.HTMLCS.getMessages()
        .filter(each => each.type === window.HTMLCS.ERROR)
        .map(each => `${each.code}: ${each.msg} ${each.element.outerHTML?.slice(0, 160)}`)))
    })
  }, codeSniffer)
}

// IBM's Equal Access checker: what it is sure of, by WCAG 2.2. It does not know
// that an e-mail address may be a username (HTML, 4.10.18.7).
export async function ibmEqualAccess (page) {
  return page.evaluate(async script => {
    (0, eval)(`${script};window.equalAccess = ace`)
    const { results } = await new window.equalAccess.Checker().check(document, ['WCAG_2_2'])
    return results
      .filter(each => each.value[0] === 'VIOLATION' && each.value[1] === 'FAIL')
      .filter(each => !(each.ruleId === 'input_autocomplete_valid' && /type="email"/.test(each.snippet) && /autocomplete="username"/.test(each.snippet)))
      .map(each => `${each.ruleId}: ${each.message} ${each.snippet}`)
  }, equalAccess)
}

// What of a page is cut off or sticks out at 320 pixels once somebody spaces its
// text as WCAG 1.4.12 lets them.
export async function tooNarrowForSpacedText (page) {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    const shown = [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && each.getClientRects().length > 0)
    const cut = shown.filter(each => ['hidden', 'clip'].includes(getComputedStyle(each).overflowY) && !each.matches('.govuk-visually-hidden, .govuk-visually-hidden *') && each.clientHeight > 4 && each.scrollHeight > each.clientHeight + 1)
    const beyond = [document.body, ...shown.filter(each => each.getBoundingClientRect().right > innerWidth)]
    const wide = document.scrollingElement.scrollWidth > innerWidth ? beyond.slice(-1) : []
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== sheet)
    return [...cut, ...wide].map(each => each.outerHTML.slice(0, 160))
  })
}
