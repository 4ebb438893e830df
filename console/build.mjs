/**
 * Builds the console into a folder: hashed files with their codings beside them, `index.html` that names them, the licences
 * of what is bundled, and `assets.json`, which is what is served (shared/api/console/assets.ts).
 *
 * It takes seconds, so it is skipped where nothing that goes into it has changed: `.stamp` is a hash of all that.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

/** What is bundled, or says how: a change in any of it makes another console. */
const INPUTS = [
  'console',
  'cli/files',
  'cli/mapping',
  'shared/engine',
  'shared/graph',
  'shared/scim',
  'shared/errors.ts',
  'shared/value.ts',
  'package-lock.json',
];
const TARGETS = ['chrome123', 'edge123', 'firefox125', 'safari17.5'];
const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};
/** Of a file that is smaller nothing is saved. */
const LEAST_CODED_BYTES = 512;

/** @param out the folder; what else stands in it is removed */
export async function buildConsole(out) {
  const stamp = await stampOf(INPUTS);
  const stampFile = join(out, '.stamp');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const { metafile, outputFiles } = await build({
    entryPoints: { main: 'console/app/main.tsx', style: 'console/styles/style.css' },
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: TARGETS,
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'file' },
    legalComments: 'none', // licences.txt has them whole
    metafile: true,
    write: false,
    logLevel: 'warning',
    tsconfig: 'console/tsconfig.json',
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), contents]));
  const entries = entriesOf(metafile);
  files.set(entries.icon, await readFile('console/icon.svg'));
  files.set('index.html', Buffer.from(await page(entries)));
  files.set('licences.txt', Buffer.from(await licences(metafile)));
  const assets = {};
  await Promise.all(
    [...files].map(async ([name, contents]) => {
      assets[name] = await writeAsset(out, name, Buffer.from(contents));
    }),
  );
  await writeFile(join(out, 'assets.json'), `${JSON.stringify(sorted(assets), null, 1)}\n`);
  await writeFile(stampFile, stamp);
}

async function stampOf(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    for (const file of await filesBelow(path)) hash.update(`${file}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesBelow(path) {
  if (path.includes('.')) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** The files that the page names, and what the script needs at once, so that the browser asks for all of it together. */
function entriesOf({ outputs }) {
  const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
  const found = (entry) => Object.keys(outputs).find((path) => outputs[path].entryPoint === entry);
  const script = found('console/app/main.tsx');
  const needed = outputs[script].imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path);
  return {
    script: nameOf(script),
    style: nameOf(found('console/styles/style.css')),
    needed: needed.map(nameOf),
    icon: 'icon.svg',
  };
}

async function page({ script, style, needed, icon }) {
  const text = await readFile('console/index.html', 'utf8');
  const ahead = needed.map((name) => `<link rel="modulepreload" href="/console/${name}">`).join('\n  ');
  return text
    .replace('%STYLE%', `/console/${style}`)
    .replace('%SCRIPT%', `/console/${script}`)
    .replace('%ICON%', `/console/${icon}`)
    .replace('%AHEAD%', ahead);
}

/** Whole texts, as the licences ask for, of every package of which something is in the bundle. */
async function licences({ inputs }) {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /(?:^|.*\/)node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const texts = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${name} is bundled into the console and has no licence file.`);
    texts.push(`${name} ${version} (${license})\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(100)}\n\n`);
}

async function writeAsset(out, name, contents) {
  const path = join(out, name);
  await mkdir(dirname(path), { recursive: true });
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const [br, gz] = await Promise.all([coded(path, contents, 'br'), coded(path, contents, 'gz')]);
  await writeFile(path, contents);
  return {
    type: TYPES[ending],
    bytes: contents.byteLength,
    br,
    gz,
    etag: createHash('sha256').update(contents).digest('base64url').slice(0, 22),
    immutable: /-[A-Z0-9]{8}\.\w+$/.test(name),
  };
}

/** @returns bytes of the coded file, or `null` where coding does not pay */
async function coded(path, contents, ending) {
  if (contents.byteLength < LEAST_CODED_BYTES) return null;
  const code = { br: brotli, gz: (bytes) => promisify(gzip)(bytes, { level: 9 }) }[ending];
  const bytes = await code(contents);
  if (bytes.byteLength >= contents.byteLength) return null;
  await writeFile(`${path}.${ending}`, bytes);
  return bytes.byteLength;
}

const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
  });

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
