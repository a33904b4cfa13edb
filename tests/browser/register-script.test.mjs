// The script of a register by itself, on a page with the controls of a register,
// where each answer of the portal is the test's to give.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBrowser } from './kit.mjs'

const scripts = Object.fromEntries(['/main.js', '/register.js'].map(name =>
  [name, readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'target', 'assets', name), 'utf8')]))
const week = '/day-services/S12/2026-03-29'
const lines = number => Array.from({ length: number }, (_, place) => `${String(4512 + place).padStart(7, '0')}/1`)

const box = (line, symbol) => `<label><input type="checkbox" id="cell.${line}.2026-03-23.${symbol}" name="cell.${line}.2026-03-23.${symbol}" value="1" data-p="1" checked><span>${symbol.toUpperCase()}<span>, planned</span></span></label>`
const person = line => `<input type="hidden" name="seen.${line}" value="1am.0.1 1pm.0.1">
<fieldset><legend>Person ${line}, Monday 23 March 2026</legend>${box(line, 'am')}${box(line, 'pm')}
<label>Comment on ${line}<input name="comment.${line}.2026-03-23.am"></label></fieldset>`
const signOut = account => `<form action="/professionals/sign-out" method="post" data-account="${account}"><button>Sign out</button></form>`
const page = (shown, account) => `<!DOCTYPE html><html lang="en-GB"><head><title>Register</title><script type="module" src="/register.js"></script></head><body>
${signOut(account)}<main><h1>Register</h1>
<form method="post" action="${week}/save" data-register="${week}/cells" data-account="${account}">${shown.map(person).join('')}<button>Save</button></form></main></body></html>`
const submitPage = account => `<!DOCTYPE html><html lang="en-GB"><head><title>Submit</title><script type="module" src="/register.js"></script></head><body><main><h1>Submit</h1>
<form method="post" action="${week}/submit" data-waiting="${week}/cells" data-account="${account}"><input type="hidden" name="waiting"><button>Lock</button></form></main></body></html>`
const homePage = account => `<!DOCTYPE html><html lang="en-GB"><head><title>Home</title></head><body>${signOut(account)}<main><h1>My care suppliers</h1>
<h2><a href="/day-services/S12">Brookside</a></h2></main><script type="module" src="/main.js"></script></body></html>`
const lockedPage = account => `<!DOCTYPE html><html lang="en-GB"><head><title>Register</title><script type="module" src="/register.js"></script></head><body><main><h1>Register</h1>
<div data-locked-register="${week}/cells" data-account="${account}"></div></main></body></html>`

let browser
before(async () => { browser = await openBrowser() })
after(async () => { await browser.close() })

// A page of a register whose posts of changes are answered one by one: by an
// outcome, or by none where there is no connection. All the changes of a post can
// be answered by a status instead.
async function opened ({ shown = lines(2), account = 'owen', answer, status = () => 200, waiting = [], locked = false, asked }) {
  const [sent, posted, now] = [[], [], { account }]
  const server = createServer(async (request, reply) => {
    const path = request.url
    let body = ''
    for await (const part of request) body += part
    const say = (type, content) => { reply.writeHead(200, { 'content-type': type }); reply.end(content) }
    if (path in scripts) return say('text/javascript', scripts[path])
    if (path.endsWith('/cells')) {
      // As the portal does with what comes from a page of somebody else.
      if (request.headers['register-account'] !== now.account) {
        reply.writeHead(401)
        return reply.end()
      }
      const { commands } = JSON.parse(body)
      sent.push({ account: request.headers['register-account'], commands })
      const code = status(commands)
      if (code !== 200) {
        reply.writeHead(code, { 'content-type': 'application/json' })
        return reply.end('{"detail":"this is not understood"}')
      }
      const cells = await Promise.all(commands.map(async command => ({ id: command.id, ...await answer(command) })))
      if (cells.some(cell => cell.outcome === undefined)) return request.socket.destroy()
      return say('application/json', JSON.stringify({ cells }))
    }
    if (path.endsWith('/adjustment')) {
      asked.push(new URLSearchParams(body))
      reply.writeHead(303, { location: '/day-services/S12/requests' })
      return reply.end()
    }
    posted.push([`${request.method} ${path}`, new URLSearchParams(body)])
    const pages = {
      [week]: locked ? lockedPage(now.account) : page(shown, now.account),
      [`${week}/submit`]: submitPage(now.account),
      '/day-services': homePage(now.account)
    }
    say('text/html', (request.method === 'GET' && pages[path]) || '<title>Requests</title><h1>Requests</h1>')
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
  const times = what => posted.filter(([each]) => each === what)
  return { tab, context, sent, times, now, portal }
}

// What the browser keeps of an account: the lines that wait, and the cells refused.
const kept = async (tab, account = 'owen') => {
  const text = await tab.evaluate(name => localStorage.getItem(name), `register-waiting ${account}`)
  const { waiting = [], refused = [] } = JSON.parse(text ?? '{}')
  return { waiting: waiting.map(each => each.command.line), refused: refused.map(each => each.cell), text: text ?? '' }
}
const cell = (line, symbol = 'am') => `cell.${line}.2026-03-23.${symbol}`
const boxOf = (tab, line, symbol) => tab.locator(`[id="${cell(line, symbol)}"]`)
const comesBack = tab => tab.evaluate(() => { dispatchEvent(new Event('online')) })

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

  it('ds_37 keeps what waits when Save is pressed without a connection, and posts once it is saved', async () => {
    let isConnected = false
    const answer = () => isConnected ? { outcome: 'saved', version: 1 } : {}
    const [line] = lines(1)
    const { tab, sent, times } = await opened({ answer })
    await tab.goto(week)
    await boxOf(tab, line).click()
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.getByText(/No connection. 1 change not saved yet/).waitFor({ state: 'attached' })
    assert.equal(new URL(tab.url()).pathname, week, 'the page stays')
    assert.equal(times(`POST ${week}/save`).length, 0)
    assert.deepEqual((await kept(tab)).waiting, [line])
    isConnected = true
    await tab.getByRole('button', { name: 'Save' }).click()
    await tab.waitForURL(`**${week}/save`)
    assert.equal(times(`POST ${week}/save`).length, 1)
    assert.equal(new Set(sent.flatMap(each => each.commands.map(command => command.id))).size, 1, 'one change, however often it was sent')
    assert.equal((await kept(tab)).text, '')
    await tab.context().close()
  })

  it('ds_37 sends all six after signing in again, waits longer at each 503, and refuses with 400 only the change it is about', async () => {
    const shown = lines(3)
    const answers = [401, 503, 503, 400]
    const isWrong = ({ line, symbol }) => line === shown[1] && symbol === 'pm'
    const status = commands => answers.shift() ?? (commands.some(isWrong) ? 400 : 200)
    const { tab, sent } = await opened({ shown, status, answer: () => ({ outcome: 'saved', version: 1 }) })
    await tab.clock.install()
    await tab.goto(week)
    for (const line of shown) for (const symbol of ['am', 'pm']) await boxOf(tab, line, symbol).click()
    await tab.clock.runFor(6_000)
    await tab.getByText('You have been signed out. 6 changes not saved yet.').waitFor()
    assert.equal((await kept(tab)).waiting.length, 6)
    const answered = () => tab.waitForResponse(each => each.url().endsWith('/cells'))
    // They sign in in another tab and come back.
    await Promise.all([answered(), tab.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')) })])
    for (const pause of [10_000, 20_000]) {
      await tab.getByText(/Waiting for the connection/).first().waitFor()
      assert.equal((await kept(tab)).waiting.length, 6)
      const before = sent.length
      await tab.clock.runFor(pause - 1_500)
      assert.equal(sent.length, before, `nothing is sent for ${pause} milliseconds`)
      await Promise.all([answered(), tab.clock.runFor(2_500)])
    }
    await tab.locator('.register-waiting').getByText('1 change not taken').waitFor()
    await tab.getByText('5 changes saved').waitFor({ state: 'attached' })
    await tab.getByText('PM: Not saved. this is not understood').waitFor()
    const { waiting, refused } = await kept(tab)
    assert.deepEqual([waiting, refused], [[], [cell(shown[1], 'pm').slice(5)]])
    assert.equal(new Set(sent.flatMap(each => each.commands.map(command => command.id))).size, 6)
    await tab.context().close()
  })

  it('ds_38 sends from one of two tabs at a time, and the same change again where the reply was lost', async () => {
    const [history, atOnce] = [new Map(), { now: 0, most: 0 }]
    let lost = 2
    let isConnected = false
    const answer = async command => {
      if (!isConnected) return {}
      atOnce.now += 1
      atOnce.most = Math.max(atOnce.most, atOnce.now)
      await new Promise(resolve => { setTimeout(resolve, 150) })
      atOnce.now -= 1
      history.set(command.id, (history.get(command.id) ?? 0) + 1)
      // The changes are taken, and the reply to the first post is lost.
      lost -= 1
      return lost >= 0 ? {} : { outcome: 'saved', version: 1 }
    }
    const { tab, context } = await opened({ answer, waiting: lines(2) })
    const other = await context.newPage()
    for (const each of [tab, other]) {
      await each.goto(week)
      await each.locator('.register-waiting').getByText('2 changes not saved yet').waitFor()
      await each.getByText(/Waiting for the connection/).first().waitFor()
    }
    isConnected = true
    await Promise.all([comesBack(tab), comesBack(other)])
    for (const each of [tab, other]) await each.waitForFunction(() => document.querySelector('.register-waiting').textContent === '', null, { timeout: 20_000 })
    for (const each of [tab, other]) assert.equal(await each.getByText(/Waiting for the connection/).count(), 0, 'no tab goes on saying that a change waits')
    assert.deepEqual([...history], [['w0', 2], ['w1', 2]], 'each once more than its lost reply, by its own id')
    assert.equal(atOnce.most, 2, 'the two changes of one post, never two posts')
    assert.equal((await kept(tab)).text, '')
    await context.close()
  })

  it('ds_47 removes the names from the open page of whoever has lost their access, and tells what was not saved', async () => {
    const { tab, sent } = await opened({ status: () => 403 })
    await tab.clock.install()
    await tab.goto(week)
    for (const line of lines(2)) await boxOf(tab, line).click()
    assert.match(await tab.locator('body').textContent(), /Person/)
    await tab.clock.runFor(6_000)
    await tab.getByText('You no longer have access to this register. 2 changes not saved.').waitFor()
    assert.doesNotMatch(await tab.content(), /Person|0004512/)
    assert.equal(await tab.title(), 'No access')
    assert.equal((await kept(tab)).text, '')
    await tab.clock.runFor(60_000)
    assert.equal(sent.length, 1, 'nothing is asked again')
    await tab.context().close()
  })

  it('ds_01 sends the mark and what was written with it when the page is left before five seconds are over', async () => {
    const [line, next] = lines(2)
    const { tab, sent } = await opened({ answer: () => ({ outcome: 'saved', version: 1 }) })
    await tab.goto(week)
    await boxOf(tab, line).click()
    await tab.getByLabel(`Comment on ${line}`).fill('Larger kumquats.')
    await boxOf(tab, next).click()
    assert.equal(sent.length, 0, 'nothing is sent yet')
    await tab.goto('/elsewhere')
    // Whether hidden or left, the page sends the same changes: by their ids they count once.
    const once = new Map(sent.flatMap(each => each.commands.map(({ id, line, received, comment }) => [id, [line, received, comment]])))
    assert.deepEqual([...once.values()], [[line, 0, 'Larger kumquats.'], [next, 0, undefined]])
    await tab.context().close()
  })

  it('ds_01 says that what was written is missing where the page was closed without a connection', async () => {
    const [line] = lines(1)
    let isConnected = false
    const { tab, context } = await opened({ answer: () => isConnected ? { outcome: 'saved', version: 1 } : {} })
    await tab.goto(week)
    await boxOf(tab, line).click()
    await tab.getByLabel(`Comment on ${line}`).fill('Larger kumquats.')
    await tab.close()
    const again = await context.newPage()
    await again.goto(week)
    await again.getByText(/What you wrote may be missing/).waitFor()
    assert.doesNotMatch((await kept(again)).text, /kumquats/, 'the browser keeps no words')
    isConnected = true
    await comesBack(again)
    await again.getByText(/AM: Saved\. .*What you wrote may be missing\. Check it and write it again/).waitFor()
    await context.close()
  })

  it('ds_45 stops the lock at a refused change, names it, and sends with the lock what waits', async () => {
    const [refused, waits] = lines(2)
    const answer = ({ line }) => line === refused ? { outcome: 'refused', message: 'the service ended' } : {}
    const { tab, times } = await opened({ answer })
    await tab.goto(week)
    await boxOf(tab, refused).click()
    await comesBack(tab)
    await tab.getByText('AM: Not saved. the service ended').waitFor()
    // The page is opened again, and still tells.
    await tab.goto(week)
    await tab.locator('.register-waiting').getByText('1 change not taken').waitFor()
    await boxOf(tab, waits).click()
    await tab.goto(`${week}/submit`)
    await tab.getByRole('button', { name: 'Lock' }).click()
    assert.equal(times(`POST ${week}/submit`).length, 0, 'a refused change stops the lock')
    await tab.getByRole('heading', { name: '1 change could not be saved' }).waitFor()
    const link = tab.getByRole('link', { name: `Purchase order ${refused}, 23 March 2026, AM` })
    assert.equal(await link.getAttribute('href'), `${week}/lines/${refused}#${cell(refused)}`)
    await tab.getByRole('button', { name: 'Leave these as they were' }).click()
    await Promise.all([tab.waitForRequest(each => each.method() === 'POST' && each.url().endsWith('/submit')), tab.getByRole('button', { name: 'Lock' }).click()])
    await tab.getByRole('heading', { name: 'Requests' }).waitFor()
    const [[, fields]] = times(`POST ${week}/submit`)
    assert.deepEqual(JSON.parse(fields.get('waiting')).commands.map(({ line, received }) => [line, received]), [[waits, 0]])
    await tab.context().close()
  })

  it('ds_23 asks again for the page of the submission that Back brings out of memory', async () => {
    const { tab, times } = await opened({})
    await tab.goto(`${week}/submit`)
    await Promise.all([
      tab.waitForNavigation(),
      tab.evaluate(() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) })
    ])
    assert.equal(times(`GET ${week}/submit`).length, 2)
    await tab.context().close()
  })

  for (const [where, name] of [[week, 'a register'], ['/day-services', 'any other page']]) {
    it(`stops whoever signs out on ${name} while changes wait, and loses them only when told to`, async () => {
      const { tab, times } = await opened({ answer: () => ({}), waiting: lines(3) })
      await tab.goto(where)
      const out = tab.getByRole('button', { name: 'Sign out', exact: true })
      const asks = tab.locator('#sign-out-asks')
      await out.click()
      await asks.getByText('3 changes of the week ending 29 March 2026').waitFor()
      assert.equal(await asks.evaluate(each => each === document.activeElement), true, 'what is asked is heard')
      await tab.getByRole('button', { name: 'Stay' }).click()
      assert.equal(await out.evaluate(each => each === document.activeElement), true)
      assert.deepEqual([(await kept(tab)).waiting.length, times('POST /professionals/sign-out').length], [3, 0])
      await out.click()
      await tab.getByRole('button', { name: 'Sign out and lose them' }).click()
      await tab.waitForURL('**/professionals/sign-out')
      assert.equal((await kept(tab)).text, '')
      await tab.context().close()
    })
  }

  it('ds_37 lists on the page of the suppliers what waits in each register, with a link', async () => {
    const { tab } = await opened({ waiting: lines(3) })
    await tab.goto('/day-services')
    await tab.getByText('3 changes of the week ending 29 March 2026 at Brookside are not saved').waitFor()
    assert.equal(await tab.getByRole('link', { name: 'the week ending 29 March 2026' }).getAttribute('href'), week)
    await tab.context().close()
  })
})
