/**
 * Shows the buttons that print the page. They are hidden in the page as it is
 * sent, because without a script they could do nothing.
 */
export function printButtons(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>('button[data-print-page]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
