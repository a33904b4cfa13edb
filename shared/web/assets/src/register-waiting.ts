/** The name under which changes of a register wait in the browser. */
export const KEY = 'register-waiting'

/**
 * Forgets what waits when somebody signs out on any page. The page of a register
 * sends it first, and does so itself.
 */
export function forgetAtSignOut (page: Document): void {
  if (page.querySelector('form[data-register]')) return
  for (const out of page.querySelectorAll<HTMLFormElement>('form[action="/professionals/sign-out"]')) {
    out.addEventListener('submit', () => {
      try {
        localStorage.removeItem(KEY)
      } catch {
        // A browser that keeps nothing has nothing to forget.
      }
    })
  }
}
