// A radio button that reveals a question has no state of being expanded in ARIA,
// and what the Design System's script says of it is read out by no screen reader
// in one way. What a choice reveals follows the choice on the page.
export function withoutExpanded (page: Document): void {
  const leaveOut = (): void => {
    for (const radio of page.querySelectorAll('input[type="radio"][aria-expanded]')) {
      radio.removeAttribute('aria-expanded')
    }
  }
  leaveOut()
  // The script says it again at each choice, before a click gets this far, and
  // when a page is shown that was left.
  page.addEventListener('click', leaveOut)
  addEventListener('pageshow', () => { setTimeout(leaveOut) })
}
