/** The name under which an account's changes of registers wait in the browser. */
export const keyOf = (account: string): string => `register-waiting ${account}`

/** The account that is signed in on a page of the portal; empty if none is. */
export const accountOf = (page: Document): string =>
  page.querySelector<HTMLFormElement>('form[data-account][action="/professionals/sign-out"]')?.dataset.account ?? ''

/**
 * Forgets what waits of an account when it signs out on any page. The page of a
 * register sends it first, and does so itself. What waits of another account,
 * which used the same browser before, stays until that account is back.
 */
export function forgetAtSignOut (page: Document): void {
  if (page.querySelector('form[data-register]')) return
  for (const out of page.querySelectorAll<HTMLFormElement>('form[action="/professionals/sign-out"]')) {
    out.addEventListener('submit', () => {
      try {
        localStorage.removeItem(keyOf(accountOf(page)))
      } catch {
        // A browser that keeps nothing has nothing to forget.
      }
    })
  }
}
