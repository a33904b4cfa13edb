// The changes of a register that wait, and when they are sent.
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const { outputFiles: [built] } = await esbuild.build({
  bundle: true,
  entryPoints: [join(here, '..', 'src', 'register-queue.ts')],
  format: 'esm',
  write: false
})
const { RegisterQueue, SendingTime, instantInLondon, quartersOf } = await import(`data:text/javascript;base64,${Buffer.from(built.text).toString('base64')}`)

const REGISTER = '/day-services/S12/2026-11-29/cells'

class Store {
  kept = new Map()
  getItem (key) { return this.kept.get(key) ?? null }
  setItem (key, value) { this.kept.set(key, value) }
  removeItem (key) { this.kept.delete(key) }
  get text () { return [...this.kept.values()].join('') }
}

const change = (id, more = {}) => ({ id, line: '0004512/1', day: '2026-11-23', symbol: 'am', seen: 0, received: 0, ...more })
const ids = commands => commands.map(each => each.id)

describe('the changes that wait', () => {
  it('ds_01 survive the closing of the page, with the same ids', () => {
    const store = new Store()
    new RegisterQueue('pat', store).add(REGISTER, change('a'))
    const again = new RegisterQueue('pat', store)
    assert.deepEqual(again.next(REGISTER, 10), [change('a')])
    assert.deepEqual(ids(again.next(REGISTER, 10)), ['a'], 'sent again until it is answered')
  })

  it('are kept without names and without what somebody wrote', () => {
    const store = new Store()
    const queue = new RegisterQueue('pat', store)
    queue.add(REGISTER, change('a', { reason: 'without_notice', comment: 'Ana went home', because: 'her mother rang' }))
    assert.doesNotMatch(store.text, /Ana|mother/)
    assert.match(store.text, /without_notice/)
    // The page still sends all of it.
    assert.equal(queue.next(REGISTER, 10)[0].comment, 'Ana went home')
  })

  it('ds_01 tell, when the page is opened again, that words were written with them', () => {
    const store = new Store()
    const queue = new RegisterQueue('pat', store)
    queue.add(REGISTER, change('a', { comment: 'Ana went home' }))
    queue.add(REGISTER, change('b', { symbol: 'pm' }))
    const told = () => new RegisterQueue('pat', store).waiting.map(each => each.hadWords ?? false)
    assert.deepEqual(told(), [true, false])
    new RegisterQueue('pat', store).next(REGISTER, 10)
    assert.deepEqual(told(), [true, false], 'also after it was sent')
  })

  it('ds_38 of two tabs that were open before either changed anything are all kept', () => {
    const store = new Store()
    const [one, other] = [new RegisterQueue('pat', store), new RegisterQueue('pat', store)]
    one.add(REGISTER, change('a', { comment: 'Ana went home' }))
    other.add(REGISTER, change('b', { symbol: 'pm' }))
    one.refuse(REGISTER, '0004512/1.2026-11-24.am')
    other.addLate(REGISTER, 'c', 'late')
    one.refresh()
    assert.deepEqual(ids(one.next(REGISTER, 10)), ['a', 'b'])
    assert.equal(one.next(REGISTER, 10)[0].comment, 'Ana went home', 'the page that was written in still sends the words')
    other.answered(REGISTER, change('b', { symbol: 'pm' }), 1)
    const last = new RegisterQueue('pat', store)
    assert.deepEqual([last.waiting.map(each => each.command.id), last.refusedOf(REGISTER).length, last.lateOf(REGISTER).length], [['a'], 1, 1])
  })

  it('ds_45 that were refused are kept by their cells until somebody has seen to each', () => {
    const store = new Store()
    const queue = new RegisterQueue('pat', store)
    queue.refuse(REGISTER, '0004512/1.2026-11-23.am')
    queue.refuse(REGISTER, '0004512/1.2026-11-23.am')
    queue.refuse('/day-services/S12/2026-11-22/cells', '0004512/1.2026-11-16.am')
    assert.deepEqual(new RegisterQueue('pat', store).refusedOf(REGISTER), ['0004512/1.2026-11-23.am'])
    queue.seenTo(REGISTER, '0004512/1.2026-11-23.am')
    assert.deepEqual(new RegisterQueue('pat', store).refusedOf(REGISTER), [])
    queue.forget()
    assert.equal(store.text, '')
  })

  it('of another account are neither shown nor sent, and are there when that account is back', () => {
    const store = new Store()
    new RegisterQueue('pat', store).add(REGISTER, change('a'))
    const sam = new RegisterQueue('sam', store)
    assert.deepEqual([sam.waiting, sam.next(REGISTER, 10)], [[], []])
    sam.add(REGISTER, change('b'))
    sam.answered(REGISTER, change('b'), 1)
    sam.refresh()
    assert.deepEqual(sam.waiting, [])
    assert.deepEqual(ids(new RegisterQueue('pat', store).next(REGISTER, 10)), ['a'])
  })

  it('ds_06 that came after the lock wait no longer, and go to finance in one request that is made once', () => {
    const store = new Store()
    const queue = new RegisterQueue('pat', store)
    queue.add(REGISTER, change('a'))
    queue.answered(REGISTER, change('a'))
    queue.addLate(REGISTER, 'a', '0004512/1, 23 November 2026, morning')
    queue.addLate(REGISTER, 'a', 'told twice')
    const again = new RegisterQueue('pat', store)
    assert.deepEqual(again.waiting, [])
    assert.deepEqual(ids(again.lateOf(REGISTER)), ['a'])
    const [[first]] = [...again.requests(REGISTER, () => 'one')]
    again.addLate(REGISTER, 'b', 'another')
    // The reply to the first was lost: it keeps its request, the other has its own.
    const requests = [...new RegisterQueue('pat', store).requests(REGISTER, () => 'two')]
    assert.deepEqual(requests.map(([id, late]) => [id, ids(late)]), [[first, ['a']], ['two', ['b']]])
    const last = new RegisterQueue('pat', store)
    last.dropLate(['a', 'b'])
    assert.equal(store.text, '')
  })

  it('replace one of the same cell that was never sent, and follow one that was', () => {
    const queue = new RegisterQueue('pat', new Store())
    queue.add(REGISTER, change('a'))
    queue.add(REGISTER, change('b', { received: 1 }))
    assert.deepEqual(ids(queue.next(REGISTER, 10)), ['b'])
    queue.add(REGISTER, change('c'))
    queue.add(REGISTER, change('d', { symbol: 'pm' }))
    assert.deepEqual(ids(queue.next(REGISTER, 10)), ['b', 'd'], 'one of a cell at a time')
    queue.answered(REGISTER, change('b'), 7)
    assert.deepEqual(queue.next(REGISTER, 10).map(each => [each.id, each.seen]), [['c', 7], ['d', 0]])
  })

  it('ds_49 of two registers are each sent to their own', () => {
    const queue = new RegisterQueue('pat', new Store())
    queue.add(REGISTER, change('a'))
    queue.add('/day-services/S13/2026-11-29/cells', change('b'))
    assert.deepEqual(ids(queue.next(REGISTER, 10)), ['a'])
  })

  it('ds_38 that another tab had answered are not sent again', () => {
    const store = new Store()
    const one = new RegisterQueue('pat', store)
    one.add(REGISTER, change('a'))
    const other = new RegisterQueue('pat', store)
    other.answered(REGISTER, change('a'), 1)
    one.refresh()
    assert.deepEqual(one.next(REGISTER, 10), [])
  })

  it('ds_39 are safe in the page where the browser keeps nothing, and never pretend to be kept', () => {
    const queue = new RegisterQueue('pat', undefined)
    queue.add(REGISTER, change('a'))
    queue.refresh()
    assert.equal(queue.isKept, false)
    assert.deepEqual(ids(queue.next(REGISTER, 10)), ['a'])
    const full = { getItem: () => null, setItem: () => { throw new Error('full') }, removeItem: () => {} }
    const inFull = new RegisterQueue('pat', full)
    inFull.add(REGISTER, change('a'))
    inFull.refresh()
    assert.equal(inFull.isKept, false)
    assert.deepEqual(ids(inFull.next(REGISTER, 10)), ['a'])
  })
})

describe('the time of sending', () => {
  it('section_7_1 is five seconds after the last change, and ten at most after the first', () => {
    const time = new SendingTime()
    assert.equal(time.due(), undefined)
    time.changed(1_000)
    assert.equal(time.due(), 6_000)
    time.changed(4_000)
    assert.equal(time.due(), 9_000)
    time.changed(10_000)
    assert.equal(time.due(), 11_000)
    time.sent()
    assert.equal(time.due(), undefined)
  })

  it('ds_37 is later and later after failures, and at once when the connection is back', () => {
    const time = new SendingTime()
    time.changed(0)
    const pauses = [1, 2, 3, 4, 5, 6].map(() => { time.failed(100_000); return time.due() - 100_000 })
    assert.deepEqual(pauses, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
    time.soon()
    assert.ok(time.due() <= 100_000)
  })
})

describe('what somebody typed', () => {
  it('ds_15 is hours in quarters, and nothing that could mean two things', () => {
    for (const [typed, quarters] of [['1.5', 6], ['1:30', 6], ['1½', 6], ['1.5 hours', 6], ['0', 0], ['24', 96], ['0.25', 1], ['¼', 1]]) assert.equal(quartersOf(typed), quarters, typed)
    for (const typed of ['1,5', '90', '0.1', '-1', '24.5', '', '1:20', '1.', 'x']) assert.equal(quartersOf(typed), undefined, typed)
  })

  it('is a time in London at both changes of the clock', () => {
    assert.equal(instantInLondon('2026-07-01T09:30'), '2026-07-01T08:30:00.000Z')
    assert.equal(instantInLondon('2026-11-20T09:30'), '2026-11-20T09:30:00.000Z')
    assert.equal(instantInLondon('2026-10-25T01:30'), '2026-10-25T00:30:00.000Z')
    assert.equal(instantInLondon('2026-03-29T01:30'), '2026-03-29T01:30:00.000Z')
    assert.equal(instantInLondon(''), undefined)
  })
})
