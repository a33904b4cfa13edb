// Makes the files that the web crate embeds: target/assets/main.css, main.js,
// register.js and the files of src/images, each also compressed. `npm run build` runs this after
// checking the types.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const made = join(here, '..', '..', '..', 'target', 'assets')

await rm(made, { recursive: true, force: true })
await mkdir(made, { recursive: true })

const { css } = await sass.compileAsync(join(here, 'src', 'main.scss'), {
  charset: false,
  loadPaths: [join(here, 'node_modules')],
  quietDeps: true,
  style: 'compressed'
})
await writeFile(join(made, 'main.css'), css)

await esbuild.build({
  bundle: true,
  // The register's script is for its pages alone.
  entryPoints: ['main.ts', 'register.ts'].map(name => join(here, 'src', name)),
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  minify: true,
  outdir: made,
  target: ['es2022']
})

const images = join(here, 'src', 'images')
for (const name of (await readdir(images)).sort()) {
  await copyFile(join(images, name), join(made, name))
}

// Compresses each file once, as small as possible, and not at every request.
const alreadyCompressed = /\.(avif|jpg|png|webp|woff2)$/
for (const name of await readdir(made)) {
  if (alreadyCompressed.test(name)) continue
  const bytes = await readFile(join(made, name))
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(join(made, `${name}.br`), brotliCompressSync(bytes, { params: quality }))
  await writeFile(join(made, `${name}.gz`), gzipSync(bytes, { level: 9 }))
}
