import { ErrorSummary } from 'govuk-frontend'

/**
 * Says what is wrong with a file before it is sent, if a browser can see that:
 * there is no file, or it is empty, too large or of another kind. The words
 * stand in the page, and the list of documents has the same words for a file
 * that was refused after it was sent. Without this script every file is sent.
 *
 * A file with a problem that a browser cannot see is sent: the portal decides
 * whether it can be used when it opens the file.
 */
export function checkFiles(page: Document): void {
  const form = page.querySelector<HTMLFormElement>('form[data-check-file]')
  const input = form?.querySelector<HTMLInputElement>('input[type="file"]')
  if (!form || !input) return

  form.noValidate = true
  const title = page.title
  form.addEventListener('submit', event => {
    event.preventDefault()
    void problemWith(input.files?.[0], Number(form.dataset.largest)).then(problem => {
      takeAway(page, input)
      page.title = title
      if (problem && show(page, input, problem)) {
        page.title = `Error: ${title}`
      } else {
        form.submit()
      }
    })
  })
}

type Problem = 'none' | 'empty' | 'too-large' | 'kind'

async function problemWith (file: File | undefined, largest: number): Promise<Problem | undefined> {
  if (!file) return 'none'
  if (file.size === 0) return 'empty'
  if (file.size > largest) return 'too-large'
  try {
    const start = new Uint8Array(await file.slice(0, 1029).arrayBuffer())
    const isAt = (at: number, bytes: number[]) => bytes.every((byte, place) => start[at + place] === byte)
    return STARTS.some(({ at, bytes }) => isAt(at, bytes)) || start.some((_, at) => isAt(at, PDF)) ? undefined : 'kind'
  } catch {
    // The script cannot read the file; perhaps the browser can send it.
    return undefined
  }
}

/** %PDF-, which may stand anywhere within the first 1,024 bytes. */
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d]

/** The first bytes of every other kind of file that can be used. */
const STARTS = [
  { at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] }, // a DOCX with a password: the portal says so
  { at: 0, bytes: [0xff, 0xd8, 0xff] }, // JPEG
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] }, // PNG
  { at: 4, bytes: [0x66, 0x74, 0x79, 0x70] }, // ftyp: HEIC
  { at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] } // PK: DOCX
]

/** Shows the summary at the top and the message at the field, and moves the focus to the summary. */
function show (page: Document, input: HTMLInputElement, problem: Problem): boolean {
  const template = page.querySelector<HTMLTemplateElement>(`template[data-file-problem="${problem}"]`)
  const parts = template?.content.cloneNode(true) as DocumentFragment | undefined
  const summary = parts?.querySelector<HTMLElement>('.govuk-error-summary')
  const message = parts?.querySelector<HTMLElement>('.govuk-error-message')
  const top = page.querySelector('main h1')
  if (!summary || !message || !top) return false
  top.before(summary)
  input.before(message)
  input.classList.add('govuk-file-upload--error')
  input.setAttribute('aria-describedby', `${input.id}-hint ${message.id}`)
  input.closest('.govuk-form-group')?.classList.add('govuk-form-group--error')
  // The component takes the focus, and its link leads to the field.
  new ErrorSummary(summary)
  return true
}

function takeAway (page: Document, input: HTMLInputElement): void {
  page.querySelector('main .govuk-error-summary')?.remove()
  page.querySelector(`#${input.id}-error`)?.remove()
  input.classList.remove('govuk-file-upload--error')
  input.setAttribute('aria-describedby', `${input.id}-hint`)
  input.closest('.govuk-form-group')?.classList.remove('govuk-form-group--error')
}
