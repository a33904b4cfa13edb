// A day service's register: it saves itself, by keyboard alone, on a phone,
// without a connection for a minute, and with somebody else in it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { address, desktop, isAGoodPage, keyboard, openBrowser, phone, picture, tabTo, visitor } from './kit.mjs'
import { press, staffSignsIn } from './people.mjs'

// The made-up provider of the local stack: infra/local/members.py.
const owen = { email: 'owen.hartley@brookside.example', password: 'copper meadow saddle', phone: '07700 900 984', dialled: '+447700900984', name: 'Owen Hartley' }
// A colleague, who manages the same supplier.
const mia = { email: 'mia.brennan@brookside.example', password: 'pebble harbour quilt', phone: '07700 900 985', dialled: '+447700900985', name: 'Mia Brennan' }
// Finance, for a stack on which every week is submitted.
const farah = { email: 'farah.iqbal@exampleshire.example', password: 'marble kestrel teapot', phone: '07700 900 982', dialled: '+447700900982', name: 'Farah Iqbal' }

let browser, cookies, register
before(async () => {
  browser = await openBrowser()
  const { page, context } = await visitor(browser)
  await staffSignsIn(page, owen)
  cookies = await context.cookies()
  register = await openRegister(page)
})
after(async () => { await browser.close() })

// The address of the register of the present week of the first supplier.
async function openRegister (page) {
  await page.goto('/day-services')
  return page.getByRole('link', { name: /^This week’s register/ }).first().getAttribute('href')
}

async function atWork (options) {
  const { page, context, troubles } = await visitor(browser, options)
  await context.addCookies(cookies)
  return { page, context, troubles }
}

// A register whose week is over and that nobody has submitted. On a stack on which
// all are, finance unlocks the last.
async function lateRegister (page) {
  await page.goto('/day-services')
  const late = page.getByRole('link', { name: /^Late: / })
  if (await late.count() > 0) return late.last().getAttribute('href')
  const supplier = new URL(address + register).pathname.split('/')[2]
  const sunday = new Date(`${register.split('/').at(-1)}T00:00:00Z`)
  sunday.setUTCDate(sunday.getUTCDate() - 7)
  const week = sunday.toISOString().slice(0, 10)
  const { page: desk } = await visitor(browser)
  await staffSignsIn(desk, farah)
  await desk.goto(`/finance/suppliers/${supplier}/registers/${week}`)
  await desk.getByLabel('Why do you unlock it?').fill('To correct it once more')
  await desk.getByLabel('1 day').check()
  await press(desk, 'Unlock the register')
  return `/day-services/${supplier}/${week}`
}

// Takes back what is more than the council has bought, one mark after the other.
async function mendBreaches (page, late) {
  const links = page.getByRole('alert').getByRole('link')
  while (await links.count() > 0) {
    const href = await links.first().getAttribute('href')
    await page.goto(href.startsWith('#') ? `${late}?view=week${href}` : href)
    const box = page.locator(`[id="${decodeURIComponent(href.split('#')[1])}"]`)
    await box.focus()
    await Promise.all([saved(page), page.keyboard.press('Space')])
    await page.goto(late)
  }
}

// A ticked box of what is planned, in the table of the whole week.
const plannedBox = (page, place) => page.locator('table input[type=checkbox][data-p="1"]').nth(place)
const state = async box => box.evaluate(each => document.getElementById(`state.${each.name.slice(5)}`)?.textContent ?? '')
const saved = page => page.waitForResponse(answer => answer.url().endsWith('/cells') && answer.ok())

describe('a register', () => {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    it(`ds_43 is a good page in each of its views at ${size} width`, async () => {
      const { page, troubles } = await atWork({ viewport })
      for (const [view, name] of [['', 'differences'], ['?view=week', 'week']]) {
        await page.goto(register + view)
        await isAGoodPage(page, `the register, ${name}, ${size}`)
        await picture(page, `register-${name}-${size}`)
      }
      await page.getByRole('rowheader').getByRole('link').first().click()
      await page.waitForURL(/\/lines\//)
      await isAGoodPage(page, `one person, ${size}`)
      await picture(page, `register-person-${size}`)
      assert.deepEqual(troubles, [])
    })
  }

  it('ds_44 opens on a phone with fewer than 500 controls', async () => {
    const { page } = await atWork({ viewport: phone })
    await page.goto(register)
    const count = await page.locator('main').locator('input:not([type=hidden]), button, select, summary, a').count()
    assert.ok(count < 500, `${count} controls`)
  })

  it('section_7_1 saves itself five seconds after a change, and neither moves the focus nor speaks of each', async () => {
    const { page, troubles } = await atWork()
    await page.clock.install()
    await page.goto(`${register}?view=week`)
    const box = plannedBox(page, 0)
    const before = await box.isChecked()
    await box.focus()
    await page.keyboard.press('Space')
    assert.match(await state(box), /Not saved yet/)
    await page.clock.runFor(4_000)
    assert.match(await state(box), /Not saved yet/)
    await Promise.all([saved(page), page.clock.runFor(2_000)])
    await page.getByText('1 change saved').waitFor({ state: 'attached' })
    assert.match(await state(box), /Saved/)
    assert.equal(await box.evaluate(each => each === document.activeElement), true, 'the focus stays')
    assert.ok((await box.getAttribute('aria-describedby')).startsWith('state.'), 'the state is read with the box')
    await page.reload()
    assert.equal(await plannedBox(page, 0).isChecked(), !before)
    await Promise.all([saved(page), plannedBox(page, 0).click().then(() => page.clock.runFor(6_000))])
    assert.deepEqual(troubles, [])
  })

  it('is corrected by keyboard alone: arrows move while a box has the focus, Space marks it', async () => {
    const { page } = await atWork()
    await page.goto(`${register}?view=week`)
    const box = plannedBox(page, 0)
    await box.focus()
    await page.keyboard.press('ArrowRight')
    const right = await page.evaluate(() => document.activeElement.name)
    await page.keyboard.press('ArrowDown')
    const below = await page.evaluate(() => document.activeElement.name)
    const place = name => name.split('.').slice(-2).join('.')
    assert.equal(place(right), place(below), 'the same box of the next person')
    assert.notEqual(right, below)
    // Letters do nothing until somebody switches them on.
    const ticked = await box.isChecked()
    await box.focus()
    await page.keyboard.press('w')
    assert.equal(await box.isChecked(), ticked)
  })

  it('ds_05 ds_37 goes on without a connection, and what waits survives the closing of the page', async () => {
    const { page, context } = await atWork()
    await page.goto(`${register}?view=week`)
    const box = plannedBox(page, 1)
    const before = await box.isChecked()
    await context.setOffline(true)
    await box.click()
    await page.getByText(/No connection. 1 change not saved yet/).waitFor({ state: 'attached', timeout: 12_000 })
    assert.match(await state(box), /Waiting for the connection/)
    const kept = await page.evaluate(() => Object.entries(localStorage).find(([name]) => name.startsWith('register-waiting '))?.[1] ?? null)
    const name = (await page.getByRole('rowheader').getByRole('link').first().textContent()).split(',')[0]
    assert.ok(kept && !kept.includes(name), 'numbers and no names')
    await page.close({ runBeforeUnload: false })
    await context.setOffline(false)

    const again = await context.newPage()
    await Promise.all([saved(again), again.goto(`${register}?view=week`)])
    assert.equal(await plannedBox(again, 1).isChecked(), !before)
    await again.waitForFunction(() => !Object.keys(localStorage).some(name => name.startsWith('register-waiting ')))
    await Promise.all([saved(again), plannedBox(again, 1).click()])
  })

  it('ds_05 tells a conflict to the one who came second, with both values', async () => {
    const { page: first } = await atWork()
    const { page: second } = await atWork()
    await first.goto(`${register}?view=week`)
    await second.goto(`${register}?view=week`)
    // The first changes the box and changes it back: two versions.
    await Promise.all([saved(first), plannedBox(first, 2).click()])
    await Promise.all([saved(first), plannedBox(first, 2).click()])
    const stands = await plannedBox(first, 2).isChecked()
    await Promise.all([saved(second), plannedBox(second, 2).click()])
    await second.getByText(/You changed this in another window|Somebody else changed this/).waitFor()
    assert.equal(await plannedBox(second, 2).isChecked(), stands, 'what stands is shown')
    assert.equal(await first.getByText(/changed this/).count(), 0, 'the first is not told')
    const mine = second.getByRole('button', { name: /^Use mine/ })
    await Promise.all([saved(second), mine.click()])
    await second.getByRole('button', { name: /^Use mine/ }).waitFor({ state: 'detached' })
    await Promise.all([saved(second), plannedBox(second, 2).click()])
  })

  it('is corrected on a phone by the Tab key alone, a minute without a connection, with somebody else in the same row, and locked', async () => {
    const { page, context } = await atWork({ viewport: phone })
    const { page: colleague } = await visitor(browser)
    await staffSignsIn(colleague, mia)
    const late = await lateRegister(page)
    await page.goto(`${late}?view=week`)
    const people = await page.locator('table tbody tr').evaluateAll(rows => rows
      .filter(row => row.querySelectorAll('input[type=checkbox][data-p="1"]:checked').length > 1)
      .map(row => row.querySelector('th a').getAttribute('href')))
    const person = people.at(-1)
    await page.clock.install()
    await page.goto(person)
    const planned = page.locator('input[type=checkbox][data-p="1"]:checked')
    const [name, otherName] = await planned.evaluateAll(boxes => boxes.slice(0, 2).map(each => each.name))
    const mark = async (tab, cell) => {
      await tabTo(tab, tab.locator(`[id="${cell}"]`))
      await tab.keyboard.press('Space')
    }
    await context.setOffline(true)
    await mark(page, name)
    const waits = page.locator(`[id="state.${name.slice(5)}"]`).filter({ hasText: 'Waiting for the connection' })
    await page.clock.runFor(60_000)
    await waits.waitFor()
    // Save keeps the page and what waits on it.
    await tabTo(page, page.getByRole('button', { name: 'Save', exact: true }))
    await page.keyboard.press('Enter')
    await page.clock.runFor(5_000)
    await waits.waitFor()
    assert.equal(page.url(), new URL(person, address).href)
    // A colleague marks another box of the same person meanwhile.
    await colleague.goto(person)
    await Promise.all([saved(colleague), mark(colleague, otherName)])

    await Promise.all([saved(page), context.setOffline(false)])
    await page.locator(`[id="state.${name.slice(5)}"]`).filter({ hasText: 'Saved' }).waitFor()
    await page.goto(person)
    for (const cell of [name, otherName]) {
      assert.equal(await page.locator(`[id="${cell}"]`).isChecked(), false, `${cell} is as it was marked`)
    }
    await page.goto(late)
    await mendBreaches(page, late)

    await keyboard.follow(page, page.getByRole('link', { name: 'Check and submit' }))
    await keyboard.check(page, page.getByRole('checkbox', { name: /true record/ }))
    await tabTo(page, page.getByRole('button', { name: 'Save, confirm and lock the register' }))
    await Promise.all([page.waitForURL(/receipt$/), page.keyboard.press('Enter')])
    await page.getByRole('heading', { name: 'Register submitted' }).waitFor()
    await isAGoodPage(page, 'the receipt')
    await picture(page, 'register-receipt')
    await page.goto(person)
    assert.equal(await page.getByRole('main').locator('input[type=checkbox]').count(), 0, 'nothing can be changed')
    assert.ok((await page.getByRole('main').textContent()).match(/not attended/g)?.length >= 2, 'neither mark is lost')
  })

  it('works without JavaScript as a form', async () => {
    const { page, troubles } = await atWork({ javaScript: false })
    await page.goto(`${register}?view=week`)
    const name = await plannedBox(page, 0).getAttribute('name')
    const box = () => page.locator(`table input[name="${name}"]`)
    const before = await box().isChecked()
    for (const now of [!before, before]) {
      await box().setChecked(now)
      await press(page, 'Save')
      assert.equal(new URL(page.url()).search, '?view=week')
      assert.equal(await box().isChecked(), now)
    }
    assert.deepEqual(troubles, [])
  })

  it('ds_57 finds somebody without their name in the address', async () => {
    const { page } = await atWork()
    await page.goto(register)
    const name = (await page.locator('.register-person h2').first().textContent()).split(',')[0]
    await page.getByLabel('Find somebody').fill(name.toUpperCase())
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Find' }).click()])
    assert.equal(new URL(page.url()).pathname, register)
    assert.doesNotMatch(decodeURIComponent(page.url()).toLowerCase(), new RegExp(name.toLowerCase()))
    await page.locator('#found').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.className), 'register-person')
  })

  it('ds_53 is on paper with the supplier and the week on each sheet', async () => {
    const { page } = await atWork()
    await page.goto(`${register}/print`)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('thead').first().evaluate(each => getComputedStyle(each).display), 'table-header-group')
    assert.equal(await page.locator('.council-no-print').first().isVisible(), false)
  })

  it('leaves nothing on the device of whoever signs out', async () => {
    const { page, context } = await atWork()
    await page.goto(`${register}?view=week`)
    await context.setOffline(true)
    await plannedBox(page, 0).click()
    await page.waitForFunction(() => Object.keys(localStorage).some(name => name.startsWith('register-waiting ')))
    await plannedBox(page, 0).click()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(/signed-out|sign-out/)
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some(name => name.startsWith('register-waiting '))), false)
  })
})
