// Takes the pictures of the portal's guides, and those of the README, from the
// running stack:
//   node tests/browser/pictures.mjs
// Run it when a page that they show has changed, and commit the pictures.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answerForm, openBrowser, visitor } from './kit.mjs'
import { answerRequest, newAccount, press } from './people.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const ofGuides = join(here, '..', '..', 'functions', 'portal', 'pictures')
const ofReadme = join(here, 'pictures')
const size = { width: 600, height: 700 }
for (const folder of [ofGuides, ofReadme]) mkdirSync(folder, { recursive: true })

const browser = await openBrowser()
const { page, context } = await visitor(browser, { viewport: size })
const browserTools = await context.newCDPSession(page)

const take = (guide, step, from) => takeInto(join(ofGuides, `${guide}-${step}.webp`), from)

async function takeInto (file, from) {
  // A guide shows the portal that its reader sees, not a test copy of it.
  await page.evaluate(() => document.querySelector('.govuk-phase-banner')?.remove())
  if (from) await from.evaluate(element => element.scrollIntoView())
  // The browser refuses a picture of a page that it has not painted yet.
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  // WebP is a quarter of the PNG, and every picture is carried by the function.
  const { data } = await browserTools.send('Page.captureScreenshot', { format: 'webp', quality: 60 })
  writeFileSync(file, Buffer.from(data, 'base64'))
}

async function takeJourney (form, start, answers, shown, result) {
  await page.goto(start)
  await take(form, 1)
  await page.getByRole('button', { name: 'Start now' }).click()
  await answerForm(page, form, answers, {
    atEach: async (_, definition) => {
      const step = shown.indexOf(definition.id)
      if (step >= 0) await take(form, step + 2)
    }
  })
  await take(form, 4)
  await page.goto(result)
  await take(form, 5)
}

const EASY = 'without_difficulty'
await takeJourney('check-support', '/check-support', {
  who: 'myself', age: true, condition: 'yes', varies: true, eating: 'takes_much_longer', washing: 'pain_or_distress', toilet: EASY,
  dressing: 'not_safe', 'home-safety': EASY, 'home-upkeep': 'not_without_help', relationships: EASY, 'work-learning': 'does_not_apply',
  community: EASY, 'caring-for-child': 'does_not_apply', 'well-being': ['dignity'], impact: 'yes'
}, ['who', 'personal-care'], '/check-support/result')

await takeJourney('estimate-costs', '/estimate-costs', {
  'who-for': 'me', setting: 'at_home', age: 82, when: 'now', 'free-care': 'none', 'taking-part': 'full', cost: 'week', 'weekly-cost': '280', children: 0,
  pensions: ['state_pension'], 'amount-state-pension': { amount: '203.85' }
}, ['about', 'pension-income'], '/estimate-costs/result')

await page.goto('/directory')
await take('directory', 1, page.getByRole('search'))
await page.goto('/directory?words=lunch')
await take('directory', 2)
await page.goto('/directory/westhaven-wednesday-club')
await take('directory', 3)

// Somebody with an account, who asks for help for their mother.
await newAccount(page, 'pictured', '/check-support/who')
await page.getByRole('radio', { name: /because I look after/i }).check()
await press(page, 'Continue')
await page.goto('/apply/about')
await answerRequest(page)
// With the estimate from before the account.
await page.goto('/apply/attach')
await page.getByRole('main').getByRole('checkbox').first().check()
await press(page, 'Continue')
await page.goto('/apply/evidence')
await takeInto(join(ofReadme, 'documents.webp'), page.getByRole('main'))
await page.goto('/saved-forms')
await takeInto(join(ofReadme, 'saved-forms.webp'), page.getByRole('main'))
await page.goto('/apply/declaration')
await page.getByRole('main').getByRole('checkbox').check()
await press(page, /send/i)
await takeInto(join(ofReadme, 'sent.webp'), page.getByRole('main'))

await browser.close()
