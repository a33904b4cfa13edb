// Every page works without this script; with it some things are easier.
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
  createAll
} from 'govuk-frontend'
import { checkFiles } from './file-check'
import { printButtons } from './print-buttons'
import { forgetAtSignOut, showWaiting } from './register-waiting'
import { warnOfSessionEnd } from './session-warning'
import { withoutExpanded } from './radios'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

createAll(Accordion)
createAll(Button, { preventDoubleClick: true })
createAll(CharacterCount)
createAll(Checkboxes)
createAll(ErrorSummary)
createAll(ExitThisPage)
createAll(NotificationBanner)
createAll(PasswordInput)
createAll(Radios)
withoutExpanded(document)
createAll(SkipLink)

checkFiles(document)
printButtons(document)
forgetAtSignOut(document)
showWaiting(document)
warnOfSessionEnd(document)
