import { type Command, type Keeper, RegisterQueue, SendingTime, cellOf, hasWords, instantInLondon, quartersOf } from './register-queue'
import { askBeforeLoss, counted, countsOf, inWords, made } from './register-waiting'

/**
 * Saves a register by itself: five seconds after a change, and at once when the
 * page is left, submitted or signed out of. Without this script the form is
 * saved with its button.
 *
 * The script never moves the focus, and never replaces anything that may have
 * it. What became of each change stands beside its control and in its
 * description; one polite message tells when a run of changes is saved.
 */
function saveRegister (page: Document): void {
  const form = page.querySelector<HTMLFormElement>('form[data-register]')
  const store = storage()
  carryWaiting(page, store)
  const register = form ? new RegisterForm(page, form, store) : undefined
  if (register) signOutForgets(page, register)
  const locked = page.querySelector<HTMLElement>('[data-locked-register]')
  if (locked) void sendTooLate(page, locked, store)
}

/**
 * Asks what became of changes that still wait when their register is opened and
 * is submitted already, and shows those that came too late.
 */
async function sendTooLate (page: Document, place: HTMLElement, store: Keeper | undefined): Promise<void> {
  const register = place.dataset.lockedRegister ?? ''
  const queue = new RegisterQueue(place.dataset.account ?? '', store)
  const late = new LateChanges(page, queue, register)
  place.append(late.box)
  late.show()
  try {
    for (let commands = queue.next(register, MOST); commands.length > 0; commands = queue.next(register, MOST)) {
      const answer = await post(register, queue.account, commands)
      if (!answer.ok) break
      const { cells } = await answer.json() as { cells: Outcome[] }
      for (const command of commands) {
        const outcome = cells.find(each => each.id === command.id)
        if (!outcome) return
        queue.answered(register, command, outcome.version)
        if (outcome.outcome === 'locked') queue.addLate(register, command.id, outcome.edit ?? cellOf(command))
      }
      late.show()
    }
  } catch {
    // Without a connection they wait for the next time the page is opened.
  }
}

/**
 * The changes of a register that came after it was submitted, with one button
 * that makes one request to finance of all of them, and one that gives them up.
 */
class LateChanges {
  readonly box: HTMLElement
  #isSending = false

  constructor (readonly page: Document, readonly queue: RegisterQueue, readonly register: string) {
    this.box = page.createElement('div')
    this.box.className = 'register-late'
  }

  show (): void {
    const late = this.queue.lateOf(this.register)
    if (late.length === 0) {
      this.box.replaceChildren()
      return
    }
    const make = (tag: string, name: string, words: string): HTMLElement => made(this.page, tag, name, words)
    const list = make('ul', 'govuk-list govuk-list--bullet', '')
    list.append(...late.map(each => make('li', '', each.edit)))
    const send = make('button', 'govuk-button', 'Send to finance')
    const drop = make('button', 'govuk-button govuk-button--secondary', 'Give them up')
    const says = make('p', 'govuk-body', '')
    says.setAttribute('role', 'alert')
    send.addEventListener('click', () => { void this.#send(says) })
    drop.addEventListener('click', () => {
      this.queue.dropLate(this.queue.lateOf(this.register).map(each => each.id))
      this.show()
    })
    const buttons = make('div', 'govuk-button-group', '')
    buttons.append(send, drop)
    const heading = make('h2', 'govuk-heading-m', `${counted(late.length)} came after the register was submitted`)
    const about = make('p', 'govuk-body', 'The register stays as it is. You can send all of this to finance in one request. If you sign out, it is forgotten.')
    this.box.replaceChildren(heading, about, list, says, buttons)
  }

  /** Makes the request. What was sent goes; what was not stays for another try. */
  async #send (says: HTMLElement): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    const [, supplier = '', week = ''] = /^\/day-services\/([^/]+)\/([^/]+)\/cells$/.exec(this.register) ?? []
    const list = `/day-services/${supplier}/requests`
    try {
      for (const [request, late] of this.queue.requests(this.register, newId)) {
        const fields = new URLSearchParams({ request, week, why: 'These changes came after the register was submitted.', account: this.queue.account })
        for (const each of late) fields.append('edits', each.edit)
        const answer = await fetch(`${list}/adjustment`, { method: 'POST', body: fields, signal: AbortSignal.timeout(20_000) })
        // A page to sign in on is an answer too, and not the list.
        if (!answer.ok || !answer.redirected || new URL(answer.url).pathname !== list) throw new Error('not sent')
        this.queue.dropLate(late.map(each => each.id))
      }
      location.assign(list)
    } catch {
      says.textContent = 'This could not be sent. It is kept. Try again, or sign in again if you have been signed out.'
      this.#isSending = false
    }
  }
}

/**
 * Sends what still waits together with the submission, so that what was on the
 * screen is in the locked register or stops the lock. It goes on waiting until
 * the register has answered for it: a change that comes twice counts once.
 */
function carryWaiting (page: Document, store: Keeper | undefined): void {
  const form = page.querySelector<HTMLFormElement>('form[data-waiting]')
  const field = form?.elements.namedItem('waiting')
  if (!form || !(field instanceof HTMLInputElement)) return
  const register = form.dataset.waiting ?? ''
  const box = made(page, 'div', 'register-refused', '')
  form.before(box)
  showRefused(page, box, new RegisterQueue(form.dataset.account ?? '', store), register)
  // A page that Back brings out of the browser's memory shows an old state.
  addEventListener('pageshow', event => {
    if (event.persisted) location.reload()
  })
  form.addEventListener('submit', event => {
    const queue = new RegisterQueue(form.dataset.account ?? '', store)
    if (showRefused(page, box, queue, register)) {
      event.preventDefault()
      box.focus()
      return
    }
    const commands = queue.waiting.filter(each => each.register === register).map(each => each.command)
    field.value = commands.length > 0 ? JSON.stringify({ commands }) : ''
  })
}

/**
 * Shows the cells of which a change was refused, by line and day. Until each is
 * changed again or let be, the register is not submitted: somebody would believe
 * that what they marked is in it. Returns whether there are any.
 */
function showRefused (page: Document, box: HTMLElement, queue: RegisterQueue, register: string): boolean {
  const cells = queue.refusedOf(register)
  box.replaceChildren()
  if (cells.length === 0) return false
  box.tabIndex = -1
  const list = made(page, 'ul', 'govuk-list govuk-list--bullet', '')
  for (const cell of cells) {
    const [, line = '', day = '', symbol = ''] = CELL.exec(cell) ?? []
    const link = made(page, 'a', 'govuk-link', `Purchase order ${line}, ${inWords(day)}, ${SYMBOLS[symbol] ?? symbol}`)
    link.setAttribute('href', `${register.replace(/\/cells$/, '')}/lines/${line}#cell.${cell}`)
    const item = made(page, 'li', '', '')
    item.append(link)
    list.append(item)
  }
  const leave = made(page, 'button', 'govuk-button govuk-button--secondary', 'Leave these as they were')
  leave.addEventListener('click', () => {
    for (const cell of cells) queue.seenTo(register, cell)
    showRefused(page, box, queue, register)
  })
  const heading = made(page, 'h2', 'govuk-heading-m', `${counted(cells.length)} could not be saved`)
  const about = made(page, 'p', 'govuk-body', 'You cannot submit the register yet. Change each of these again, or leave them as they were.')
  box.append(heading, about, list, leave)
  return true
}

/** The parts of the name of a cell: its line, day and symbol. */
const CELL = /^(.*)\.([^.]+)\.([^.]+)$/

/** What the symbols of a register are called. */
const SYMBOLS: Record<string, string> = {
  am: 'AM', pm: 'PM', evening: 'evening', one_to_one: '1:1', two_to_two: '2:2', out: 'journey out', back: 'journey back'
}

/**
 * Whoever signs out leaves nothing on the device. What waits is sent first; what
 * still waits then is lost only if they say so.
 */
function signOutForgets (page: Document, register: RegisterForm): void {
  for (const out of page.querySelectorAll<HTMLFormElement>('form[action="/professionals/sign-out"]')) {
    out.addEventListener('submit', event => {
      event.preventDefault()
      const leave = (): void => {
        register.end()
        out.submit()
      }
      const ask = (): void => {
        if (!askBeforeLoss(page, out, countsOf(register.waiting), leave)) leave()
      }
      Promise.race([register.flush(), pause(4_000)]).then(ask, ask)
    })
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

function storage (): Keeper | undefined {
  try {
    localStorage.setItem('register-test', '1')
    localStorage.removeItem('register-test')
    return localStorage
  } catch {
    return undefined
  }
}

/** The fields that say something about an absence, by the command's field. */
const SAID = { reason: 'reason', notice: 'notice_given', overruled: 'because', comment: 'comment' } as const

/** The reasons of an absence, as what became of a cell has them. */
const REASONS: Record<string, string> = {
  with_notice: 'Absent with notice',
  without_notice: 'Absent without notice',
  non_payment: 'Non-payment',
  not_provided: 'We did not provide it'
}

/** An absence of which nobody has chosen the reason. */
const NO_REASON = 'Absent with notice (not confirmed)'

/** What is said of a cell of which a change was refused before the page was opened. */
const EARLIER = 'An earlier change of this was not taken. Change it again, or leave it'

/** What a control stands in on the page of one person. */
const BOX = '.govuk-checkboxes, .govuk-form-group'

/** The most changes of one request. */
const MOST = 100

/** What was answered for one change. */
interface Outcome {
  id: string
  outcome: 'saved' | 'conflict' | 'locked' | 'refused'
  version?: number
  stands?: { received?: number, reason?: string, by: string }
  message?: string
  /** The change in words, where it came after the register was submitted. */
  edit?: string
}

class RegisterForm {
  readonly #register: string
  readonly #queue: RegisterQueue
  readonly #time = new SendingTime()
  readonly #versions = new Map<string, number>()
  readonly #refused = new Map<string, string>()
  readonly #bar: HTMLElement
  readonly #late: LateChanges
  readonly #polite: HTMLElement
  readonly #alert: HTMLElement
  #saved = 0
  #isUntold = false
  #sending: Promise<void> | undefined
  #isOver = false
  #isPosting = false
  #words = new Map<string, string>()
  readonly #wordsLost = new Set<string>()
  #toldOfWaiting = false

  constructor (readonly page: Document, readonly form: HTMLFormElement, store: Keeper | undefined) {
    this.#register = form.dataset.register ?? ''
    this.#queue = new RegisterQueue(form.dataset.account ?? '', store)
    this.#bar = this.#box('register-waiting')
    this.#polite = this.#box('govuk-visually-hidden')
    this.#polite.setAttribute('aria-live', 'polite')
    this.#alert = this.#box('register-alert')
    this.#alert.setAttribute('role', 'alert')
    this.#late = new LateChanges(page, this.#queue, this.#register)
    form.before(this.#alert, this.#late.box, this.#bar, this.#polite)
    this.#late.show()
    this.#readVersions()
    this.#showWaiting()
    this.#listen()
    this.#keys()
    this.#tellIfNotKept()
    if (this.#queue.waiting.length > 0) void this.flush()
    setInterval(() => { this.#look() }, 500)
  }

  /** The changes that are not saved yet, of every register of the account. */
  get waiting (): RegisterQueue['waiting'] { return this.#queue.waiting }

  /** Sends and keeps nothing more, as when somebody has signed out. */
  end (): void {
    this.#isOver = true
    this.#queue.forget()
  }

  #box (name: string): HTMLElement {
    const box = this.page.createElement('div')
    box.className = name
    return box
  }

  /** Reads the version of each cell from the field that tells what the page shows. */
  #readVersions (): void {
    const days = this.#days()
    for (const field of this.form.querySelectorAll<HTMLInputElement>('input[name^="seen."]')) {
      const line = field.name.slice('seen.'.length)
      for (const cell of field.value.split(' ').filter(Boolean)) {
        const [place = '', version = '0'] = cell.split('.')
        const day = days[Number(place[0]) - 1]
        this.#versions.set(`${line}.${day}.${place.slice(1)}`, Number(version))
      }
    }
  }

  /** The days of the week, Monday first, from the address of the register. */
  #days (): string[] {
    const sunday = /\/(\d{4})-(\d{2})-(\d{2})\/cells$/.exec(this.#register)
    if (!sunday) return []
    const ending = Date.UTC(Number(sunday[1]), Number(sunday[2]) - 1, Number(sunday[3]))
    return [6, 5, 4, 3, 2, 1, 0].map(before => new Date(ending - before * 86_400_000).toISOString().slice(0, 10))
  }

  #control (cell: string): HTMLInputElement | undefined {
    const found = this.page.getElementById(`cell.${cell}`)
    return found instanceof HTMLInputElement ? found : undefined
  }

  #listen (): void {
    const changed = (event: Event): void => {
      const target = event.target
      if (!(target instanceof HTMLInputElement)) return
      const dot = target.name.indexOf('.')
      const kind = target.name.slice(0, dot)
      if (kind === 'cell' || kind in SAID) this.#changed(target.name.slice(dot + 1), event.type === 'change', kind === 'reason')
    }
    this.form.addEventListener('change', changed)
    // What is being typed is safe before its field is left.
    this.form.addEventListener('input', event => {
      const isTyped = event.target instanceof HTMLInputElement && !['checkbox', 'radio'].includes(event.target.type)
      if (isTyped) changed(event)
    })
    this.form.addEventListener('submit', event => { this.#submit(event) })
    this.page.addEventListener('visibilitychange', () => {
      if (this.page.visibilityState === 'hidden') this.#leave()
      else if (this.#queue.waiting.length > 0) this.#retry()
    })
    addEventListener('pagehide', () => { this.#leave() })
    addEventListener('online', () => { this.#retry() })
    // A page that Back brings out of the browser's memory shows an old state.
    addEventListener('pageshow', event => {
      if (event.persisted) void this.flush().then(() => { location.reload() })
    })
    addEventListener('beforeunload', event => {
      const isRefused = [...this.#refused.values()].some(message => message !== EARLIER)
      const isLost = this.#words.size > 0 || isRefused || (!this.#queue.isKept && this.#queue.waiting.length > 0)
      if (isLost && !this.#isPosting && !this.#isOver) event.preventDefault()
    })
  }

  #changed (cell: string, isDone: boolean, isReason = false): void {
    const control = this.#control(cell)
    if (!control || this.#isOver) return
    const received = receivedIn(control)
    if (received === undefined) {
      if (isDone) this.#refuse(cell, isSupport(control) ? 'Enter hours in quarters, like 1.5, 1:30 or 1½' : 'Enter a whole number from 0 to 9')
      return
    }
    if (isReason && received >= (quantityOf(control, control.dataset.p ?? '0') ?? 0)) {
      this.#refuse(cell, 'It is ticked as attended. Untick it to record an absence')
      return
    }
    const command = this.#command(cell, control, received)
    this.#askWhy(control, received)
    this.#seenTo(cell)
    if (hasWords(command)) this.#words.set(command.id, cell)
    this.#queue.add(this.#register, command)
    this.#tellIfNotKept()
    this.#time.changed(Date.now())
    this.#say(cell, 'Not saved yet')
    this.#showBar()
  }

  /** Opens what asks for the reason of an absence, where the page has it. */
  #askWhy (control: HTMLInputElement, received: number): void {
    let why = control.closest(BOX)?.nextElementSibling
    while (why && !why.matches(`details, ${BOX}`)) why = why.nextElementSibling
    const isAbsent = received < (quantityOf(control, control.dataset.p ?? '0') ?? 0)
    if (why instanceof HTMLDetailsElement && isAbsent) why.open = true
  }

  /** Makes the command of a cell as it stands on the page. */
  #command (cell: string, control: HTMLInputElement, received: number): Command {
    const parts = cell.split('.')
    const symbol = parts.pop() ?? ''
    const day = parts.pop() ?? ''
    const command: Command = { id: newId(), line: parts.join('.'), day, symbol, seen: this.#versions.get(cell) ?? 0 }
    const planned = quantityOf(control, control.dataset.p ?? '0') ?? 0
    const asPlanned = quantityOf(control, control.dataset.as ?? control.dataset.p ?? '0') ?? 0
    const said = this.#said(cell, control, received >= planned)
    if (received !== asPlanned || Object.keys(said).length > 0) Object.assign(command, { received }, said)
    return command
  }

  /** What is said about an absence: in its fields, or as the page was sent with it. */
  #said (cell: string, control: HTMLInputElement, isAttended: boolean): Partial<Command> {
    const said: Partial<Command> = isAttended || control.dataset.said === undefined ? {} : JSON.parse(control.dataset.said) as Partial<Command>
    for (const [field, name] of Object.entries(SAID)) {
      const inputs = [...this.form.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(`${field}.${cell}`)}"]`)]
      const first = inputs[0]
      if (!first) continue
      const typed = first.type === 'radio' ? inputs.find(each => each.checked)?.value ?? '' : first.value.trim()
      const value = field === 'notice' ? instantInLondon(typed) ?? '' : typed
      if (value === '' || (isAttended && name !== 'comment')) delete said[name]
      else said[name] = value
    }
    return said
  }

  #look (): void {
    const due = this.#time.due()
    if (due !== undefined && Date.now() >= due) void this.flush()
    else if (this.#isUntold && !this.#sending) this.#finish()
  }

  #retry (): void {
    this.#time.soon()
    void this.flush()
  }

  /** Sends everything that waits, one request after the other. */
  flush (): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => { this.#sending = undefined })
    return this.#sending
  }

  async #sendAll (): Promise<void> {
    const send = async (): Promise<void> => {
      const before = this.waiting
      this.#queue.refresh()
      for (const { register, command } of before) if (!this.#queue.has(command.id)) this.#answeredElsewhere(register, command)
      const registers = [this.#register, ...new Set(this.#queue.waiting.map(each => each.register).filter(each => each !== this.#register))]
      for (const register of registers) {
        for (;;) {
          const commands = this.#queue.next(register, MOST)
          if (commands.length === 0) break
          if (!await this.#send(register, commands)) return
        }
      }
      this.#time.sent()
      this.#finish()
    }
    // One tab of the browser sends at a time.
    if (navigator.locks) await navigator.locks.request('register-waiting', send)
    else await send()
  }

  /** Shows what became of a change that another tab has sent. */
  #answeredElsewhere (register: string, command: Command): void {
    this.#words.delete(command.id)
    this.#late.show()
    const cell = cellOf(command)
    if (register === this.#register && this.#queue.refusedOf(register).includes(cell)) this.#showEarlier(cell)
    else this.#sayOf(register, command, 'Sent from another window')
  }

  /** Sends some changes. Returns whether to go on. */
  async #send (register: string, commands: Command[]): Promise<boolean> {
    for (const command of commands) this.#sayOf(register, command, 'Saving')
    let answer: Response
    try {
      answer = await post(register, this.#queue.account, commands)
    } catch {
      return this.#waits(commands.length)
    }
    if (answer.ok) {
      const { cells } = await answer.json() as { cells: Outcome[] }
      const outcomes = new Map(cells.map(each => [each.id, each]))
      for (const command of commands) this.#take(register, command, outcomes.get(command.id))
      // A change without an answer waits for another try.
      return !commands.some(each => this.#queue.has(each.id)) || this.#waits(commands.length)
    }
    if (answer.status === 401) {
      this.#signedOut()
      return false
    }
    if (answer.status === 403 || answer.status === 404) {
      this.#accessEnded(register)
      return register !== this.#register
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return this.#waits(commands.length)
    // Something is wrong with the request: one change at a time tells with which.
    if (commands.length > 1) {
      for (const command of commands) {
        if (!await this.#send(register, [command])) return false
      }
      return true
    }
    const message = await reason(answer)
    for (const command of commands) this.#take(register, command, { id: command.id, outcome: 'refused', message })
    return true
  }

  /** Takes the answer to one change. */
  #take (register: string, command: Command, outcome: Outcome | undefined): void {
    if (!outcome || !this.#queue.has(command.id)) return
    const cell = cellOf(command)
    const isHere = register === this.#register
    this.#words.delete(command.id)
    this.#queue.answered(register, command, outcome.version)
    if (outcome.version !== undefined && isHere) this.#versions.set(cell, outcome.version)
    if (outcome.outcome === 'saved') {
      this.#saved += 1
      if (isHere) this.#kept(cell, command)
      return
    }
    if (outcome.outcome === 'locked') {
      this.#queue.addLate(register, command.id, outcome.edit ?? cell)
      this.#late.show()
    }
    if (!isHere) {
      this.#refused.set(cell, 'a change of another week was not saved')
      if (outcome.outcome !== 'locked') this.#queue.refuse(register, cell)
    } else if (outcome.outcome === 'conflict') {
      this.#conflict(cell, command, outcome)
    } else if (outcome.outcome === 'locked') {
      this.#showRefusal(cell, 'The register was submitted before this change was saved')
    } else {
      this.#refuse(cell, outcome.message ?? 'This change was not taken')
    }
  }

  /** Notes that a cell is saved: the form knows, should it be posted. */
  #kept (cell: string, command: Command): void {
    const control = this.#control(cell)
    if (!control) return
    const isLater = this.#queue.waiting.some(each => each.register === this.#register && cellOf(each.command) === cell)
    const asPlanned = quantityOf(control, control.dataset.as ?? control.dataset.p ?? '0') ?? 0
    const received = command.received ?? asPlanned
    const isAbsent = received < (quantityOf(control, control.dataset.p ?? '0') ?? 0)
    const saved = isAbsent ? `Saved. ${REASONS[command.reason ?? ''] ?? NO_REASON}` : 'Saved'
    if (!isLater) this.#say(cell, saved + this.#ofWords(command))
    this.#shown(cell, received)
  }

  /** Writes what the page shows of a cell into the field that a post compares with. */
  #shown (cell: string, shown: number): void {
    const [, line = '', day = '', symbol = ''] = /^(.*)\.([^.]+)\.([^.]+)$/.exec(cell) ?? []
    const field = this.form.querySelector<HTMLInputElement>(`input[name="${CSS.escape(`seen.${line}`)}"]`)
    if (!field) return
    const place = `${this.#days().indexOf(day) + 1}${symbol}`
    const cells = field.value.split(' ').filter(each => each.split('.')[0] !== place)
    field.value = [...cells, `${place}.${this.#versions.get(cell) ?? 0}.${shown}`].join(' ')
  }

  /** Shows both values to whoever came second, with a button for either. */
  #conflict (cell: string, command: Command, outcome: Outcome): void {
    const control = this.#control(cell)
    if (!control) {
      this.#refused.set(cell, 'somebody else changed it')
      this.#queue.refuse(this.#register, cell)
      return
    }
    const asPlanned = quantityOf(control, control.dataset.as ?? control.dataset.p ?? '0') ?? 0
    const theirs = outcome.stands?.received ?? asPlanned
    const mine = command.received ?? asPlanned
    const words = (value: number): string => valueWords(control, value)
    this.#shown(cell, theirs)
    if (control !== this.page.activeElement || control.type === 'checkbox') setValue(control, theirs)
    const who = outcome.stands?.by === 'you' ? 'You changed this in another window' : 'Somebody else changed this'
    this.#refuse(cell, `${who} to “${words(theirs)}”. Your change to “${words(mine)}” was not saved`)
    const state = this.#state(cell)
    const keep = this.page.createElement('button')
    keep.type = 'button'
    keep.className = 'register-take'
    keep.textContent = `Use mine: ${words(mine)}`
    keep.addEventListener('click', () => {
      // The button goes; the control that it is about has the focus instead.
      control.focus()
      setValue(control, mine)
      this.#changed(cell, true)
    })
    const leave = this.page.createElement('button')
    leave.type = 'button'
    leave.className = 'register-take'
    leave.textContent = `Keep theirs: ${words(theirs)}`
    leave.addEventListener('click', () => {
      control.focus()
      setValue(control, theirs)
      this.#seenTo(cell)
      this.#say(cell, 'Saved')
      this.#showBar()
    })
    state?.append(' ', keep, ' ', leave)
  }

  /** Tells of a refusal, and keeps that the cell is not as somebody wanted it. */
  #refuse (cell: string, message: string): void {
    this.#queue.refuse(this.#register, cell)
    this.#showRefusal(cell, message)
  }

  #seenTo (cell: string): void {
    this.#refused.delete(cell)
    this.#queue.seenTo(this.#register, cell)
  }

  #showRefusal (cell: string, message: string): void {
    this.#refused.set(cell, message)
    this.#say(cell, `Not saved. ${message}`, true)
    this.#showBar()
  }

  #sayOf (register: string, command: Command, words: string): void {
    if (register === this.#register) this.#say(cellOf(command), words + this.#ofWords(command))
  }

  /** The words on what became of a cell, beside its control and in its description. */
  #state (cell: string): HTMLElement | undefined {
    const control = this.#control(cell)
    if (!control) return undefined
    const id = `state.${cell}`
    const found = this.page.getElementById(id)
    if (found) return found
    const state = this.page.createElement('p')
    state.id = id
    state.className = 'register-saving'
    const box = control.closest(BOX)
    if (box) box.after(state)
    else (control.closest('fieldset') ?? control.parentElement)?.append(state)
    control.setAttribute('aria-describedby', [control.getAttribute('aria-describedby'), id].filter(Boolean).join(' '))
    return state
  }

  #say (cell: string, words: string, isRefused = false): void {
    const state = this.#state(cell)
    if (!state) return
    const letters = lettersOf(this.#control(cell))
    state.classList.toggle('register-saving--refused', isRefused)
    state.textContent = `${letters}: ${words}`
  }

  /** Tells politely, also what was told before. */
  #tell (words: string): void {
    this.#polite.textContent = this.#polite.textContent === words ? `${words}\u00a0` : words
  }

  /** Tells, once a run has ended, how many changes were saved, and the first that was not. */
  #finish (): void {
    this.#toldOfWaiting = false
    this.#showBar()
    // Whoever still marks is not spoken to: it is told once, when they stop.
    this.#isUntold = this.#queue.waiting.length > 0 || !this.#time.isQuiet(Date.now())
    if (this.#isUntold) return
    if (this.#saved > 0) this.#tell(`${counted(this.#saved)} saved`)
    this.#saved = 0
    const first = [...this.#refused.keys()][0]
    if (first === undefined) {
      this.#alert.replaceChildren()
      delete this.#alert.dataset.of
      return
    }
    if (this.#alert.dataset.of === [...this.#refused.keys()].join(' ')) return
    this.#alert.dataset.of = [...this.#refused.keys()].join(' ')
    const link = this.#link(first)
    this.#alert.replaceChildren(`${counted(this.#refused.size)} not saved. The first is `, link, '.')
  }

  #link (cell: string): HTMLAnchorElement {
    const link = this.page.createElement('a')
    const control = this.#control(cell)
    const line = /^(.*)\.[^.]+\.[^.]+$/.exec(cell)?.[1] ?? ''
    link.className = 'govuk-link'
    link.href = control ? `#cell.${cell}` : `${this.form.action.replace(/\/save$/, '')}/lines/${line}#cell.${cell}`
    link.textContent = control ? nameOf(control) : `purchase order ${line}`
    return link
  }

  /** Shows how many changes of the whole register wait, whatever is on the page. */
  #showBar (): void {
    const waiting = this.#queue.waiting.map(each => cellOf(each.command))
    const parts: (string | Node)[] = []
    if (waiting.length > 0) {
      parts.push(`${counted(waiting.length)} not saved yet: `)
      waiting.forEach((cell, place) => { parts.push(place > 0 ? ', ' : '', this.#link(cell)) })
    }
    if (this.#refused.size > 0) {
      parts.push(waiting.length > 0 ? '. ' : '', `${counted(this.#refused.size)} not taken: `)
      ;[...this.#refused.keys()].forEach((cell, place) => { parts.push(place > 0 ? ', ' : '', this.#link(cell)) })
    }
    // A link that has the focus stays until the focus has gone on.
    if (!this.#bar.contains(this.page.activeElement)) this.#bar.replaceChildren(...parts)
  }

  #waits (count: number): boolean {
    this.#time.failed(Date.now())
    for (const each of this.#queue.waiting) this.#sayOf(each.register, each.command, 'Waiting for the connection')
    if (!this.#toldOfWaiting) {
      this.#toldOfWaiting = true
      this.#tell(`No connection. ${counted(Math.max(count, this.#queue.waiting.length))} not saved yet. They are kept and saved when it is back`)
    }
    this.#showBar()
    return false
  }

  #signedOut (): void {
    this.#time.failed(Date.now())
    for (const each of this.#queue.waiting) this.#sayOf(each.register, each.command, 'Waiting for you to sign in')
    if (this.#alert.dataset.of === 'signed out') return
    this.#alert.dataset.of = 'signed out'
    const link = this.page.createElement('a')
    link.className = 'govuk-link'
    link.href = '/professionals/sign-in'
    link.target = '_blank'
    link.textContent = 'Sign in again (opens in a new tab)'
    this.#alert.replaceChildren(`You have been signed out. ${counted(this.#queue.waiting.length)} not saved yet. `, link, '. They are saved when you come back to this page.')
    this.#showBar()
  }

  /** Removes what somebody may no longer see. */
  #accessEnded (register: string): void {
    const lost = this.#queue.waiting.filter(each => each.register === register).length
    this.#queue.drop(register)
    if (register !== this.#register) return
    this.#isOver = true
    this.#words.clear()
    this.#refused.clear()
    const main = this.page.querySelector('main')
    const told = this.page.createElement('p')
    told.className = 'govuk-body'
    told.setAttribute('role', 'alert')
    main?.replaceChildren(told)
    told.textContent = `You no longer have access to this register. ${counted(lost)} not saved.`
    this.page.title = 'No access'
  }

  /** Says once that the browser keeps nothing, as in a private window. */
  #tellIfNotKept (): void {
    if (this.#queue.isKept || this.page.getElementById('register-not-kept')) return
    const told = this.#box('govuk-inset-text')
    told.id = 'register-not-kept'
    told.textContent = 'This browser cannot keep changes that are not saved yet. They are safe only while this page is open.'
    this.form.before(told)
  }

  /** Shows what waits from before the page was opened in its controls. */
  #showWaiting (): void {
    for (const cell of this.#queue.refusedOf(this.#register)) this.#showEarlier(cell)
    for (const { register, command, hadWords } of this.#queue.waiting) {
      if (hadWords && !hasWords(command)) this.#wordsLost.add(command.id)
      const control = register === this.#register ? this.#control(cellOf(command)) : undefined
      if (!control) continue
      const asPlanned = quantityOf(control, control.dataset.as ?? control.dataset.p ?? '0') ?? 0
      setValue(control, command.received ?? asPlanned)
      this.#say(cellOf(command), `Not saved yet${this.#ofWords(command)}`)
    }
    this.#showBar()
  }

  /** Shows that a change was refused before the page was opened, with a button to let the cell be. */
  #showEarlier (cell: string): void {
    this.#showRefusal(cell, EARLIER)
    const leave = made(this.page, 'button', 'register-take', 'Leave it as it is')
    leave.addEventListener('click', () => {
      this.#control(cell)?.focus()
      this.#seenTo(cell)
      this.#say(cell, 'As saved')
      this.#showBar()
    })
    this.#state(cell)?.append(' ', leave)
  }

  /** Says where somebody wrote words that the browser did not keep. */
  #ofWords (command: Command): string {
    return this.#wordsLost.has(command.id) ? '. What you wrote may be missing. Check it and write it again' : ''
  }

  /** Sends what waits in a request that outlives the page. */
  #leave (): void {
    if (this.#isPosting || this.#isOver) return
    const commands = this.#queue.next(this.#register, MOST)
    if (commands.length === 0) return
    post(this.#register, this.#queue.account, commands, true).then(async answer => {
      if (!answer.ok) return
      const { cells } = await answer.json() as { cells: Outcome[] }
      const outcomes = new Map(cells.map(each => [each.id, each]))
      for (const command of commands) this.#take(this.#register, command, outcomes.get(command.id))
      this.#finish()
    }).catch(() => { this.#time.failed(Date.now()) })
  }

  /**
   * A button of the form: what waits is saved first, and the form goes after it.
   * Without an answer the page stays: the browser would show a page of its own
   * in place of what was marked, and nothing waits for a form.
   */
  #submit (event: SubmitEvent): void {
    if (this.#isPosting || this.#queue.waiting.length === 0) {
      this.#isPosting = true
      return
    }
    event.preventDefault()
    const button = event.submitter
    const go = (): void => {
      // Somebody has signed out meanwhile: what waits stays until they are back.
      if (this.#alert.dataset.of === 'signed out') return
      if (this.waiting.some(each => each.register === this.#register)) {
        this.#toldOfWaiting = false
        this.#waits(0)
        return
      }
      this.#isPosting = true
      this.form.requestSubmit(button instanceof HTMLButtonElement ? button : null)
    }
    Promise.race([this.flush(), pause(4_000)]).then(go, go)
  }

  /** Arrows move among the controls of the table, while one has the focus. */
  #keys (): void {
    const table = this.form.querySelector('table.register-week')
    const settings = this.page.querySelector<HTMLElement>('[data-register-keys]')
    const letters = settings?.querySelector<HTMLInputElement>('input')
    const name = `register-keys ${this.#queue.account}`
    if (settings && letters) {
      settings.hidden = false
      letters.checked = this.#queue.store?.getItem(name) === 'on'
      letters.addEventListener('change', () => { this.#queue.store?.setItem(name, letters.checked ? 'on' : 'off') })
    }
    this.form.addEventListener('keydown', event => {
      const control = event.target
      if (!(control instanceof HTMLInputElement) || !control.name.startsWith('cell.')) return
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (table?.contains(control)) moveFrom(control, event)
      if (letters?.checked && control.type === 'checkbox' && event.key in LETTERS) {
        event.preventDefault()
        this.#mark(control, LETTERS[event.key] ?? '')
      }
    })
  }

  /** Marks a session as absent for a reason, or as planned. */
  #mark (control: HTMLInputElement, reasonName: string): void {
    const isPlanned = reasonName === ''
    control.checked = isPlanned === (control.dataset.p === '1')
    if (isPlanned || control.dataset.p !== '1') delete control.dataset.said
    else control.dataset.said = JSON.stringify({ reason: reasonName })
    this.#changed(control.name.slice('cell.'.length), true)
  }
}

/** The letters that mark a box, for those who switch them on. */
const LETTERS: Record<string, string> = { n: 'with_notice', w: 'without_notice', x: 'non_payment', p: 'not_provided', a: '' }

function moveFrom (control: HTMLInputElement, event: KeyboardEvent): void {
  const isText = control.type !== 'checkbox'
  const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (step === undefined || event.shiftKey) return
  const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight'
  if (isSideways && isText) return
  const row = control.closest('tr')
  let next: HTMLInputElement | undefined
  if (isSideways) {
    const all = controlsOf(row)
    next = all[all.indexOf(control) + step]
  } else {
    const place = /\.[^.]+\.[^.]+$/.exec(control.name)?.[0] ?? ''
    let other = step > 0 ? row?.nextElementSibling : row?.previousElementSibling
    while (other && !next) {
      next = controlsOf(other).find(each => each.name.endsWith(place))
      other = step > 0 ? other.nextElementSibling : other.previousElementSibling
    }
  }
  if (!next) return
  event.preventDefault()
  next.focus()
}

const controlsOf = (row: Element | null): HTMLInputElement[] =>
  row ? [...row.querySelectorAll<HTMLInputElement>('input[name^="cell."]')] : []

const isSupport = (control: HTMLInputElement): boolean => /\.(one_to_one|two_to_two)$/.test(control.name)

/** Reads what a text of a control means, in quarters of an hour for support. */
function quantityOf (control: HTMLInputElement, text: string): number | undefined {
  if (isSupport(control)) return quartersOf(text)
  return /^\d$/.test(text.trim()) ? Number(text) : undefined
}

function receivedIn (control: HTMLInputElement): number | undefined {
  if (control.type === 'checkbox') return control.checked ? 1 : 0
  return quantityOf(control, control.value)
}

function setValue (control: HTMLInputElement, value: number): void {
  if (control.type === 'checkbox') control.checked = value > 0
  else control.value = String(isSupport(control) ? value / 4 : value)
}

function valueWords (control: HTMLInputElement, value: number): string {
  if (control.type === 'checkbox') return value > 0 ? 'attended' : 'not attended'
  return isSupport(control) ? `${value / 4} hours` : String(value)
}

/** The letters of a control, as everybody sees them: `AM`, `1:1`. */
function lettersOf (control: HTMLInputElement | undefined): string {
  const label = control?.labels?.[0]
  if (label?.classList.contains('govuk-label')) return /^(.*?): /.exec(label.textContent?.trim() ?? '')?.[1] ?? ''
  return label?.querySelector('span')?.firstChild?.textContent?.trim() ?? ''
}

/** The name of a control with its person and day. */
function nameOf (control: HTMLInputElement): string {
  const legend = control.closest('fieldset')?.querySelector('legend')?.textContent?.trim() ?? ''
  return `${legend}, ${lettersOf(control)}`
}

function newId (): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

async function post (register: string, account: string, commands: Command[], outlives = false): Promise<Response> {
  return fetch(register, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'register-account': account },
    body: JSON.stringify({ commands }),
    keepalive: outlives,
    ...(outlives ? {} : { signal: AbortSignal.timeout(20_000) })
  })
}

/** Says in the portal's words why a request was refused. */
async function reason (answer: Response): Promise<string> {
  try {
    const problem = await answer.json() as { detail?: string, title?: string }
    return problem.detail ?? problem.title ?? 'This change was not taken'
  } catch {
    return 'This change was not taken'
  }
}

saveRegister(document)
