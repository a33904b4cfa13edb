/** The name under which an account's changes of registers wait in the browser. */
export const keyOf = (account: string): string => `register-waiting ${account}`

/** The account that is signed in on a page of the portal; empty if none is. */
export const accountOf = (page: Document): string =>
  page.querySelector<HTMLFormElement>('form[data-account][action="/professionals/sign-out"]')?.dataset.account ?? ''

/** Says how many: `1 change`, `3 changes`. */
export const counted = (count: number): string => count === 1 ? '1 change' : `${count} changes`

/**
 * Stops somebody who signs out while changes wait, and otherwise forgets the
 * account on the device. The page of a register sends them first, and does so
 * itself. What waits of another account, which used the same browser before,
 * stays until that account is back.
 */
export function forgetAtSignOut (page: Document): void {
  if (page.querySelector('form[data-register]')) return
  for (const out of page.querySelectorAll<HTMLFormElement>('form[action="/professionals/sign-out"]')) {
    out.addEventListener('submit', event => {
      const leave = (): void => {
        forget(page)
        out.submit()
      }
      if (askBeforeLoss(page, out, countsOf(keptOf(page)), leave)) event.preventDefault()
      else forget(page)
    })
  }
}

/** Forgets what waits of the account of a page. */
export function forget (page: Document): void {
  try {
    localStorage.removeItem(keyOf(accountOf(page)))
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Counts changes by the register that they wait for. */
export function countsOf (changes: readonly { register: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { register } of changes) counts.set(register, (counts.get(register) ?? 0) + 1)
  return counts
}

/**
 * Asks whoever signs out whether to lose what waits. Returns whether it asked:
 * nobody loses a change without having said so.
 */
export function askBeforeLoss (page: Document, out: HTMLFormElement, counts: Map<string, number>, leave: () => void): boolean {
  page.getElementById('sign-out-asks')?.remove()
  if (counts.size === 0) return false
  const box = made(page, 'div', 'govuk-inset-text', '')
  box.id = 'sign-out-asks'
  box.tabIndex = -1
  const lose = made(page, 'button', 'govuk-button govuk-button--warning', 'Sign out and lose them')
  lose.addEventListener('click', leave)
  const stay = made(page, 'button', 'govuk-button govuk-button--secondary', 'Stay')
  stay.addEventListener('click', () => {
    box.remove()
    out.querySelector('button')?.focus()
  })
  const buttons = made(page, 'div', 'govuk-button-group', '')
  buttons.append(lose, stay)
  box.append(...waitingLines(page, counts), buttons)
  page.querySelector('main')?.prepend(box)
  box.focus()
  return true
}

/** Lists on the page of the suppliers, with a link to each register, what is not saved yet. */
export function showWaiting (page: Document): void {
  if (location.pathname !== '/day-services') return
  const counts = countsOf(keptOf(page))
  if (counts.size === 0) return
  const box = made(page, 'div', 'govuk-inset-text', '')
  box.append(...waitingLines(page, counts), made(page, 'p', 'govuk-body', 'They are saved when you open the register with a connection.'))
  page.querySelector('h1')?.after(box)
}

/** What waits in each register: `3 changes of the week ending 29 March 2026 are not saved`. */
function waitingLines (page: Document, counts: Map<string, number>): HTMLElement[] {
  return [...counts].map(([cells, count]) => {
    const register = cells.replace(/\/cells$/, '')
    const line = made(page, 'p', 'govuk-body', `${counted(count)} of `)
    const link = made(page, 'a', 'govuk-link', `the week ending ${inWords(register.slice(-10))}`)
    link.setAttribute('href', register)
    const supplier = page.querySelector(`h2 a[href="${CSS.escape(register.slice(0, -11))}"]`)?.textContent
    line.append(link, supplier ? ` at ${supplier}` : '', count === 1 ? ' is not saved' : ' are not saved')
    return line
  })
}

/** A date in words: `29 March 2026`. */
export const inWords = (date: string): string =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Makes an element with words. A button of it submits nothing. */
export function made (page: Document, tag: string, name: string, words: string): HTMLElement {
  const element = page.createElement(tag)
  element.className = name
  element.textContent = words
  if (element instanceof HTMLButtonElement) element.type = 'button'
  return element
}

/** The changes that the browser keeps of the account of a page: not saved, or not sent to finance. */
function keptOf (page: Document): { register: string }[] {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(accountOf(page))) ?? 'null') as { waiting?: { register: string }[], late?: { register: string }[] } | null
    return [...kept?.waiting ?? [], ...kept?.late ?? []]
  } catch {
    return []
  }
}
