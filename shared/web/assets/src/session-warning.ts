/**
 * Warns before the end of a session and offers to stay. Without this script the
 * page says when the session ends; either way nothing that was saved is lost.
 *
 * Times are counted from when the page came, on the page's own clock, so that a
 * device whose clock is wrong warns at the right moment.
 */
export function warnOfSessionEnd(page: Document): void {
  const warning = page.querySelector<HTMLDialogElement>('dialog[data-session-warning]')
  const stay = warning?.querySelector<HTMLButtonElement>('button[data-session-stay]')
  if (!warning || !stay) return

  let warnAt = after(warning.dataset.warnIn)
  let endAt = after(warning.dataset.endsIn)
  let isOver = false

  // The page is covered, so that nobody else reads it. What was typed on it
  // goes with the way to sign in, and is there again afterwards.
  const over = (): void => {
    clearInterval(timer)
    isOver = true
    warning.classList.add('council-session--over')
    say('#session-heading', 'You have been signed out')
    say('#session-words', 'What you saved is kept, and what you have typed on this page goes with you. Sign in again to go on.')
    stay.textContent = 'Sign in again'
    if (!warning.open) warning.showModal()
  }
  const say = (place: string, words: string): void => {
    const element = warning.querySelector(place)
    if (element) element.textContent = words
  }
  const signInAgain = (): void => {
    const form = page.querySelector<HTMLFormElement>('main form[method="post"]')
    if (form) form.submit()
    else location.reload()
  }

  const look = (): void => {
    const now = Date.now()
    if (now >= endAt) {
      over()
    } else if (now >= warnAt && !warning.open) {
      warning.showModal()
    }
  }
  const timer = setInterval(look, 1000)
  // A device that slept comes back to a page whose time is over.
  page.addEventListener('visibilitychange', look)

  const goOn = async (): Promise<void> => {
    if (isOver) {
      signInAgain()
      return
    }
    warning.close()
    const answer = await fetch(warning.dataset.stay ?? '/account/stay', { method: 'POST', headers: { accept: 'application/json' } })
    if (!answer.ok) {
      over()
      return
    }
    const session: unknown = await answer.json()
    const { warns_in: warnsIn, ends_in: endsIn, ends_at: endsAt } = session as Session
    warnAt = after(String(warnsIn))
    endAt = after(String(endsIn))
    say('[data-session-end]', endsAt)
  }
  stay.addEventListener('click', () => { void goOn() })
  // Escape closes a dialog: who presses it is there.
  warning.addEventListener('cancel', event => {
    event.preventDefault()
    void goOn()
  })
}

interface Session {
  warns_in: number
  ends_in: number
  ends_at: string
}

/** The moment so many seconds from now. */
function after (seconds: string | undefined): number {
  return Date.now() + Number(seconds ?? 0) * 1000
}
