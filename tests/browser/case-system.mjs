// The case system, on the other side of the export.
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'case_system', 'run')

// Waits until the portal has exported an application, takes it in and says so.
// The portal has read that when this is done.
export async function councilReceives (reference) {
  await promisify(execFile)(program, [reference], { timeout: 120_000 })
}
