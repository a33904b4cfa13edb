// The script of a register by itself, on a page with the controls of a register,
// where each answer of the portal is the test's to give.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBrowser } from './kit.mjs'

const script = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'target', 'assets', 'register.js'), 'utf8')
const week = '/day-services/S12/2026-03-29'
const lines = number => Array.from({ length: number }, (_, place) => `${String(4512 + place).padStart(7, '0')}/1`)

const box = (line, symbol) => `<label><input type="checkbox" id="cell.${line}.2026-03-23.${symbol}" name="cell.${line}.2026-03-23.${symbol}" value="1" data-p="1" checked><span>${symbol.toUpperCase()}<span>, planned</span></span></label>`
const person = line => `<input type="hidden" name="seen.${line}" value="1am.0.1 1pm.0.1">
<fieldset><legend>Person ${line}, Monday 23 March 2026</legend>${box(line, 'am')}${box(line, 'pm')}</fieldset>`
const page = (shown, account) => `<!DOCTYPE html><html lang="en-GB"><head><title>Register</title><script type="module" src="/register.js"></script></head><body>
<form action="/professionals/sign-out" method="post" data-account="${account}"></form><main><h1>Register</h1>
<form method="post" action="${week}/save" data-register="${week}/cells" data-account="${account}">${shown.map(person).join('')}<button>Save</button></form></main></body></html>`
const lockedPage = account => `<!DOCTYPE html><html lang="en-GB"><head><title>Register</title><script type="module" src="/register.js"></script></head><body><main><h1>Register</h1>
<div data-locked-register="${week}/cells" data-account="${account}"></div></main></body></html>`

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

// A page of a register whose posts of changes are answered one by one: by an
// outcome, or by none where there is no connection.
async function opened ({ shown = lines(2), account = 'owen', answer, waiting = [], locked = false, asked }) {
  const [sent, now] = [[], { account }]
  const server = createServer(async (request, reply) => {
    const path = request.url
    let body = ''
    for await (const part of request) body += part
    const say = (type, content) => { reply.writeHead(200, { 'content-type': type }); reply.end(content) }
    if (path === '/register.js') return say('text/javascript', script)
    if (path.endsWith('/cells')) {
      // As the portal does with what comes from a page of somebody else.
      if (request.headers['register-account'] !== now.account) {
        reply.writeHead(401)
        return reply.end()
      }
      const { commands } = JSON.parse(body)
      sent.push({ account: request.headers['register-account'], commands })
      const cells = commands.map(command => ({ id: command.id, ...answer(command) }))
      if (cells.some(cell => cell.outcome === undefined)) return request.socket.destroy()
      return say('application/json', JSON.stringify({ cells }))
    }
    if (path.endsWith('/adjustment')) {
      asked.push(new URLSearchParams(body))
      reply.writeHead(303, { location: '/day-services/S12/requests' })
      return reply.end()
    }
    const register = locked ? lockedPage(now.account) : page(shown, now.account)
    say('text/html', path === week ? register : '<title>Requests</title><h1>Requests</h1>')
  })
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const portal = `http://127.0.0.1:${server.address().port}`
  const context = await browser.newContext({ baseURL: portal })
  context.on('close', () => { server.close(); server.closeAllConnections() })
  const tab = await context.newPage()
  if (waiting.length > 0) {
    await tab.goto('/elsewhere')
    await tab.evaluate(([name, kept]) => { localStorage.setItem(name, kept) }, [`register-waiting ${account}`, JSON.stringify({
      waiting: waiting.map((line, place) => ({
        register: `${week}/cells`, sent: false, command: { id: `w${place}`, line, day: '2026-03-23', symbol: 'am', seen: 0, received: 0 }
      })),
      late: []
    })])
  }
  return { tab, context, sent, now, portal }
}

// What is spoken, in order: every change of the live regions.
const listen = tab => tab.evaluate(() => {
  window.spoken = []
  const regions = { polite: document.querySelector('[aria-live=polite]'), assertive: document.querySelector('.register-alert') }
  for (const [kind, region] of Object.entries(regions)) {
    new MutationObserver(() => {
      if (region.textContent !== '') window.spoken.push([kind, region.textContent])
    }).observe(region, { childList: true, subtree: true, characterData: true })
  }
})

describe('the script of a register', () => {
  it('ds_40 counts what waits and what was refused over the whole register, and leads to each, whatever is shown', async () => {
    const outside = lines(14).slice(2)
    let isConnected = false
    const answer = ({ line }) => isConnected ? (line === outside[0] ? { outcome: 'saved', version: 1 } : { outcome: 'refused', message: 'the service ended' }) : {}
    const { tab, portal } = await opened({ answer, waiting: outside })
    await tab.clock.install()
    await tab.goto(week)
    const bar = tab.locator('.register-waiting')
    await bar.getByText('12 changes not saved yet').waitFor()
    const hrefs = () => bar.getByRole('link').evaluateAll(links => links.map(link => link.getAttribute('href')))
    assert.deepEqual(await hrefs(), outside.map(line => `${portal}${week}/lines/${line}#cell.${line}.2026-03-23.am`))
    isConnected = true
    await tab.evaluate(() => { dispatchEvent(new Event('online')) })
    await bar.getByText('11 changes not taken').waitFor()
    assert.deepEqual(await hrefs(), outside.slice(1).map(line => `${portal}${week}/lines/${line}#cell.${line}.2026-03-23.am`))
    await tab.context().close()
  })

  it('ds_41 speaks once when a run of twenty changes has ended, once of what was refused, and never of saving', async () => {
    const shown = lines(10)
    const isRefused = ({ line, symbol }) => symbol === 'pm' && [shown[3], shown[8]].includes(line)
    const answer = command => isRefused(command) ? { outcome: 'refused', message: 'the service ended' } : { outcome: 'saved', version: 1 }
    const { tab, sent } = await opened({ shown, answer })
    await tab.clock.install()
    await tab.goto(week)
    await listen(tab)
    for (const line of shown) {
      for (const symbol of ['am', 'pm']) {
        await tab.locator(`[id="cell.${line}.2026-03-23.${symbol}"]`).click()
        await tab.clock.runFor(750)
      }
    }
    await tab.clock.runFor(6_000)
    await tab.getByText('18 changes saved').waitFor({ state: 'attached' })
    await tab.clock.runFor(6_000)
    assert.equal(sent.flatMap(each => each.commands).length, 20)
    assert.ok(sent.length >= 2, 'some were sent while others were still being marked')
    const spoken = await tab.evaluate(() => window.spoken)
    assert.deepEqual(spoken.filter(([kind]) => kind === 'polite'), [['polite', '18 changes saved']])
    const refusal = `2 changes not saved. The first is Person ${shown[3]}, Monday 23 March 2026, PM.`
    assert.deepEqual(spoken.filter(([kind]) => kind === 'assertive'), [['assertive', refusal]])
    // What became of a cell is in its description when it is visited again.
    for (const [id, words] of [[`cell.${shown[0]}.2026-03-23.am`, /Saved/], [`cell.${shown[3]}.2026-03-23.pm`, /Not saved. the service ended/]]) {
      const said = await tab.locator(`[id="${id}"]`).evaluate(each => document.getElementById(each.getAttribute('aria-describedby')).textContent)
      assert.match(said, words)
    }
    await tab.context().close()
  })

  it('ds_06 turns what came after the lock into one request to finance with one press, also after the page was closed', async () => {
    const asked = []
    const answer = ({ line, symbol }) => ({ outcome: 'locked', edit: `${line}, 23 March 2026, ${symbol}` })
    const { tab, context } = await opened({ answer, asked })
    await tab.goto(week)
    for (const line of lines(2)) await tab.locator(`[id="cell.${line}.2026-03-23.am"]`).click()
    await tab.getByRole('heading', { name: '2 changes came after the register was submitted' }).waitFor({ timeout: 12_000 })
    assert.equal(await tab.getByText(/not saved yet/).count(), 0, 'nothing waits any more')
    await tab.close()
    const again = await context.newPage()
    await again.goto(week)
    assert.equal(await again.getByRole('listitem').count(), 2)
    await again.getByRole('button', { name: 'Send to finance' }).click()
    await again.waitForURL('**/requests')
    assert.equal(asked.length, 1)
    assert.deepEqual(asked[0].getAll('edits'), lines(2).map(line => `${line}, 23 March 2026, am`))
    assert.deepEqual([asked[0].get('week'), asked[0].get('account')], ['2026-03-29', 'owen'])
    assert.match(asked[0].get('request'), /^[0-9a-f]{32}$/)
    assert.equal(await again.evaluate(() => localStorage.getItem('register-waiting owen')), null)
    await context.close()
  })

  it('ds_06 asks what became of changes that still wait when their register is opened and is submitted', async () => {
    const answer = ({ line }) => ({ outcome: 'locked', edit: `${line}, late` })
    const { tab } = await opened({ answer, waiting: lines(3), locked: true })
    await tab.goto(week)
    await tab.getByRole('heading', { name: '3 changes came after the register was submitted' }).waitFor()
    await tab.getByRole('button', { name: 'Give them up' }).click()
    assert.equal(await tab.evaluate(() => localStorage.getItem('register-waiting owen')), null)
    await tab.context().close()
  })

  it('neither shows nor sends to another account what waits of the first, which finds it again', async () => {
    let isConnected = false
    const answer = () => isConnected ? { outcome: 'saved', version: 1 } : {}
    const { tab, context, sent, now } = await opened({ answer, waiting: lines(2) })
    await tab.goto(week)
    await tab.locator('.register-waiting').getByText('2 changes not saved yet').waitFor()
    now.account = 'mia'
    isConnected = true
    const before = sent.length
    await tab.goto(week)
    await tab.waitForFunction(() => document.querySelector('.register-waiting') !== null)
    assert.equal(await tab.locator('.register-waiting').textContent(), '')
    assert.equal(await tab.locator('input[type=checkbox]:not(:checked)').count(), 0)
    await Promise.all([tab.waitForResponse(each => each.url().endsWith('/cells')), tab.locator('input[type=checkbox]').last().click()])
    const ofMia = sent.slice(before)
    assert.ok(ofMia.every(each => each.account === 'mia' && each.commands.every(command => !command.id.startsWith('w'))))
    now.account = 'owen'
    await Promise.all([tab.waitForResponse(each => each.url().endsWith('/cells')), tab.goto(week)])
    const last = sent.at(-1)
    assert.deepEqual([last.account, last.commands.map(command => command.id)], ['owen', ['w0', 'w1']])
    await context.close()
  })
})
