/**
 * Warns before the end of a session and offers to stay. Without this script the
 * page says when the session ends; either way nothing that was saved is lost.
 *
 * Times are counted from when the page loaded, on the device's own clock, so
 * that a device whose clock is wrong warns at the right moment. The script tells
 * the other tabs of the browser, because they share the session.
 */
export function warnOfSessionEnd(page: Document): void {
  const warning = page.querySelector<HTMLDialogElement>('dialog[data-session-warning]')
  const stay = warning?.querySelector<HTMLButtonElement>('button[data-session-stay]')
  if (!warning || !stay) return

  // Somebody may be signed in as a citizen and as a professional: two sessions.
  const tabs = new BroadcastChannel(`session ${warning.dataset.stay ?? ''}`)
  // A form whose answers are kept aside until somebody has signed in. This
  // script never submits a form that deletes or sends something.
  const kept = page.querySelector<HTMLFormElement>('main form[data-keeps-typed]')
  let warnAt = 0
  let endAt = 0
  let isOver = false
  let isClosing = false

  const say = (place: string, words: string): void => {
    const element = warning.querySelector(place)
    if (element) element.textContent = words
  }
  const lasts = ({ warns_in: warnsIn, ends_in: endsIn, ends_at: endsAt }: Session): void => {
    warnAt = Date.now() + warnsIn * 1000
    endAt = Date.now() + endsIn * 1000
    say('[data-session-end]', endsAt)
  }
  const close = (): void => {
    isClosing = warning.open
    warning.close()
  }

  // Covers the page, so that nobody else reads it. An answer that was typed is
  // posted on the way to sign in, and is in its field again afterwards.
  const over = (): void => {
    clearInterval(timer)
    isOver = true
    warning.classList.add('council-session--over')
    say('#session-heading', 'You have been signed out')
    say('#session-words', kept
      ? 'What you saved is kept, and what you have typed on this page goes with you. Sign in again to go on.'
      : 'What you saved is kept. Sign in again to go on.')
    stay.textContent = 'Sign in again'
    warning.querySelector('[data-session-sign-out]')?.remove()
    if (!warning.open) warning.showModal()
    stay.focus()
  }
  const signInAgain = (): void => {
    if (!kept) {
      location.reload()
      return
    }
    const again = page.createElement('input')
    again.type = 'hidden'
    again.name = 'sign-in-again'
    again.value = 'yes'
    kept.append(again)
    kept.submit()
  }

  const look = (): void => {
    const now = Date.now()
    if (now >= endAt) {
      over()
    } else if (now >= warnAt && !warning.open) {
      warning.showModal()
    }
  }

  const goOn = async (): Promise<void> => {
    if (isOver) {
      signInAgain()
      return
    }
    close()
    const answer = await fetch(warning.dataset.stay ?? '/account/stay', { method: 'POST', headers: { accept: 'application/json' } })
    if (answer.ok) {
      const session = await answer.json() as Session
      lasts(session)
      tabs.postMessage(session)
      // The warning may have opened again while the request was on its way.
      if (warning.open) close()
    } else if (answer.status >= 500) {
      throw new Error('no answer')
    } else {
      over()
    }
  }
  // If the request fails, the warning comes again, and with it the button.
  const tryToGoOn = (): void => { goOn().catch(look) }

  lasts({
    warns_in: Number(warning.dataset.warnIn),
    ends_in: Number(warning.dataset.endsIn),
    ends_at: warning.querySelector('[data-session-end]')?.textContent ?? ''
  })
  const timer = setInterval(look, 1000)
  // A device that slept may wake to a page whose session has ended.
  page.addEventListener('visibilitychange', look)
  tabs.addEventListener('message', (told: MessageEvent<Session>) => {
    if (isOver) return
    lasts(told.data)
    if (warning.open) close()
  })
  stay.addEventListener('click', tryToGoOn)
  // Escape closes a dialog, and somebody who presses it is still there. A
  // browser may also close the dialog without this event.
  warning.addEventListener('cancel', event => {
    event.preventDefault()
    tryToGoOn()
  })
  warning.addEventListener('close', () => {
    if (isOver) warning.showModal()
    else if (!isClosing) tryToGoOn()
    isClosing = false
  })
}

/** The end of a session, as the server reports it. */
interface Session {
  warns_in: number
  ends_in: number
  ends_at: string
}
