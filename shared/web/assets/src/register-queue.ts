import { keyOf } from './register-waiting'

/**
 * The changes of a register that are not saved yet.
 *
 * They are kept in the browser, so that a page that is closed loses none: what
 * was changed, by the numbers of purchase orders and never by name, and bound to
 * the account that changed it: another account that signs in in the same browser
 * neither sees nor sends them. What somebody wrote in words stays in the page
 * alone.
 *
 * A change that came after the register was submitted waits no longer. It is late
 * until it is sent to finance or given up.
 */
export class RegisterQueue {
  /** Whether the browser keeps them when the page is closed. */
  isKept: boolean
  #waiting: Waiting[] = []
  #late: Late[] = []
  #refused: Refused[] = []

  constructor (readonly account: string, readonly store: Keeper | undefined) {
    this.isKept = store !== undefined
    const kept = read(store, account)
    this.#waiting = kept.waiting
    this.#late = kept.late
    this.#refused = kept.refused
  }

  /** All changes, of every register of the account, the first one first. */
  get waiting (): readonly Waiting[] { return this.#waiting }

  /** The changes of a register that came after it was submitted. */
  lateOf (register: string): readonly Late[] { return this.#late.filter(each => each.register === register) }

  /** The cells of a register of which a change was refused, until somebody touches them or lets them be. */
  refusedOf (register: string): string[] { return this.#refused.filter(each => each.register === register).map(each => each.cell) }

  /** Notes that a change of a cell was refused, so that the register is not submitted without it unseen. */
  refuse (register: string, cell: string): void {
    this.refresh()
    if (this.refusedOf(register).includes(cell)) return
    this.#refused.push({ register, cell })
    this.#keep()
  }

  /** Notes that somebody has seen to a cell of which a change was refused. */
  seenTo (register: string, cell: string): void {
    this.refresh()
    if (!this.refusedOf(register).includes(cell)) return
    this.#refused = this.#refused.filter(each => each.register !== register || each.cell !== cell)
    this.#keep()
  }

  /** Notes that a change came after the register was submitted. */
  addLate (register: string, id: string, edit: string): void {
    this.refresh()
    if (!this.#late.some(each => each.id === id)) this.#late.push({ register, id, edit })
    this.#keep()
  }

  /**
   * The late changes of a register by the request that they are sent in. Those
   * that were tried before keep their request, so that it is made once.
   */
  requests (register: string, newId: () => string): Map<string, Late[]> {
    this.refresh()
    const id = newId()
    const requests = new Map<string, Late[]>()
    for (const each of this.lateOf(register)) {
      each.request ??= id
      requests.set(each.request, [...requests.get(each.request) ?? [], each])
    }
    this.#keep()
    return requests
  }

  /** Removes late changes that were sent to finance or given up. */
  dropLate (ids: string[]): void {
    this.refresh()
    this.#late = this.#late.filter(each => !ids.includes(each.id))
    this.#keep()
  }

  /** Whether a change is not answered yet. */
  has (id: string): boolean { return this.#waiting.some(each => each.command.id === id) }

  /** Adds a change. A change of the same cell that was never sent is replaced. */
  add (register: string, command: Command): void {
    this.refresh()
    this.#waiting = this.#waiting.filter(each => each.sent || !isOf(each, register, command))
    this.#waiting.push({ register, command, sent: false })
    this.#keep()
  }

  /**
   * The changes of a register to send now: the first of each cell. Another of
   * the same cell waits for the answer, which says the version that it follows.
   */
  next (register: string, most: number): Command[] {
    this.refresh()
    const first = new Map<string, Waiting>()
    for (const each of this.#waiting) {
      const name = cellOf(each.command)
      if (each.register === register && !first.has(name)) first.set(name, each)
    }
    const now = [...first.values()].slice(0, most)
    for (const each of now) each.sent = true
    if (now.length > 0) this.#keep()
    return now.map(each => each.command)
  }

  /** Removes a change that was answered. A later one of its cell follows the version. */
  answered (register: string, command: Command, version?: number): void {
    this.refresh()
    this.#waiting = this.#waiting.filter(each => each.command.id !== command.id)
    for (const each of this.#waiting) {
      if (version !== undefined && isOf(each, register, command)) each.command.seen = version
    }
    this.#keep()
  }

  /** Removes every change of a register. */
  drop (register: string): void {
    this.refresh()
    this.#waiting = this.#waiting.filter(each => each.register !== register)
    this.#refused = this.#refused.filter(each => each.register !== register)
    this.#keep()
  }

  /** Forgets everything of the account, also what an answer that is under way would change. */
  forget (): void {
    this.#waiting = []
    this.#late = []
    this.#refused = []
    this.#keep()
  }

  /**
   * Takes over what other tabs of the browser have added or had answered. Each
   * change of the queue does so first: a tab that wrote only what it knows would
   * lose what another has added.
   */
  refresh (): void {
    if (!this.isKept) return
    const kept = read(this.store, this.account)
    const ids = new Map(this.#waiting.map(each => [each.command.id, each]))
    this.#waiting = kept.waiting.map(each => ids.get(each.command.id) ?? each)
    this.#late = kept.late
    this.#refused = kept.refused
  }

  #keep (): void {
    if (!this.store) return
    if (this.#waiting.length + this.#late.length + this.#refused.length === 0) {
      this.store.removeItem(keyOf(this.account))
      return
    }
    const waiting = this.#waiting.map(({ register, command, sent, hadWords }) => (
      { register, sent, command: withoutWords(command), ...(hadWords || hasWords(command) ? { hadWords: true } : {}) }
    ))
    try {
      this.store.setItem(keyOf(this.account), JSON.stringify({ waiting, late: this.#late, refused: this.#refused }))
    } catch {
      // No room: the changes are safe in the page alone, which says so.
      this.isKept = false
    }
  }
}

/** A place that keeps texts: `localStorage`, or none in a private window. */
export type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** A change of one cell, as the portal takes it. */
export interface Command {
  id: string
  line: string
  day: string
  symbol: string
  seen: number
  /** How much was received, in quarters of an hour for support; left out where it is as planned. */
  received?: number
  reason?: string
  notice_given?: string
  because?: string
  comment?: string
}

/** A change that waits, and whether it was ever sent. */
export interface Waiting {
  register: string
  command: Command
  sent: boolean
  /** Whether somebody wrote words with it before the page was closed: the browser does not keep them. */
  hadWords?: boolean
}

/** A cell of which a change was refused, by number. */
interface Refused {
  register: string
  cell: string
}

/** A change that came after the register was submitted, in words without names. */
export interface Late {
  register: string
  id: string
  edit: string
  /** The request to finance in which it was sent, if somebody tried. */
  request?: string
}

export const cellOf = ({ line, day, symbol }: Command): string => `${line}.${day}.${symbol}`

const isOf = (each: Waiting, register: string, command: Command): boolean =>
  each.register === register && cellOf(each.command) === cellOf(command)

export const hasWords = ({ comment, because }: Command): boolean => comment !== undefined || because !== undefined

function withoutWords (command: Command): Command {
  const { comment: _comment, because: _because, ...kept } = command
  return kept
}

function read (store: Keeper | undefined, account: string): { waiting: Waiting[], late: Late[], refused: Refused[] } {
  try {
    const kept = JSON.parse(store?.getItem(keyOf(account)) ?? 'null') as { waiting?: Waiting[], late?: Late[], refused?: Refused[] } | null
    const list = <T>(of: T[] | undefined): T[] => Array.isArray(of) ? of : []
    return { waiting: list(kept?.waiting), late: list(kept?.late), refused: list(kept?.refused) }
  } catch {
    return { waiting: [], late: [], refused: [] }
  }
}

/**
 * When to send: five seconds after the last change, and ten at most after the
 * first that is not sent; after a failure, later and later up to a minute.
 */
export class SendingTime {
  #first: number | undefined
  #last = 0
  #failures = 0
  #notBefore = 0

  changed (now: number): void {
    this.#first ??= now
    this.#last = now
  }

  /** The time at which to send, or none if nothing changed. */
  due (): number | undefined {
    if (this.#first === undefined) return undefined
    return Math.max(Math.min(this.#last + 5_000, this.#first + 10_000), this.#notBefore)
  }

  /** Whether somebody has stopped changing things: nothing for five seconds. */
  isQuiet (now: number): boolean { return now - this.#last >= 5_000 }

  sent (): void {
    this.#first = undefined
    this.#failures = 0
    this.#notBefore = 0
  }

  failed (now: number): void {
    this.#failures += 1
    this.#first ??= now
    this.#notBefore = now + Math.min(5_000 * 2 ** (this.#failures - 1), 60_000)
  }

  /** Tries at once, as when the connection is back. */
  soon (): void {
    this.#notBefore = 0
  }
}

/**
 * The hours that somebody typed, in quarters: `1.5`, `1:30`, `1½`. None where
 * the text could mean two things; the portal reads them in the same way.
 */
export function quartersOf (typed: string): number | undefined {
  const text = typed.trim().replace(/\s*(hours|hour|h)$/, '')
  const clock = /^(\d{1,2}):(00|15|30|45)$/.exec(text)
  const sign = /^(\d{0,2})([¼½¾])$/.exec(text)
  const number = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(text)
  let quarters: number | undefined
  if (clock) quarters = Number(clock[1]) * 4 + Number(clock[2]) / 15
  else if (sign) quarters = Number(sign[1]) * 4 + '¼½¾'.indexOf(sign[2] ?? '') + 1
  else if (number) quarters = Number(number[1]) * 4 + Number((number[2] ?? '0').padEnd(2, '0')) / 25
  return quarters !== undefined && Number.isInteger(quarters) && quarters <= 96 ? quarters : undefined
}

/** The instant at which clocks in London show a date and time: `2026-11-20T09:30`. */
export function instantInLondon (local: string): string | undefined {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return undefined
  const london = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' })
  const summer = asUtc - 3_600_000
  const isSummer = london.format(summer).replace(' ', 'T') === local.slice(0, 16)
  return new Date(isSummer ? summer : asUtc).toISOString()
}
