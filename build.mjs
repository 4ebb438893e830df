/**
 * Bundles the entries: the functions (what is deployed), the agent (what runs near a directory), the command line and the
 * development host (what `npm start` runs), and the web console. All but the development host stand alone: one file each, and no packages beside it. The
 * command line signs in to Azure through a second file, and functions and agent send telemetry through one, which are loaded for that alone.
 * `@azure/functions-core` is supplied by whichever host loads the bundle, so it must stay external.
 *
 * `dist/app` is the package that is deployed, as it is: nothing beside it is needed, and nothing in it is left out
 * (docs/deploy.md). Its source maps stand in `dist/maps`: a stack trace is read with them, and they are not deployed.
 */
import { chmod, copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { buildConsole } from './console/build.mjs';

const out = process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ?? 'dist';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  logLevel: 'warning',
  external: ['@azure/functions-core'],
};

const BUNDLE_URL = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";

/** Minified: loaded at every start. Some SDK builds ask for `import.meta.url`, which CommonJS lacks. */
const alone = {
  ...common,
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: true,
  plugins: [{ name: 'telemetry', setup: (one) => one.onResolve({ filter: /\/telemetry\/exporters$/ }, beside) }],
  keepNames: true,
  define: { 'import.meta.url': '__bundleUrl' },
  banner: { js: BUNDLE_URL },
};

await removeAllBut('console');
await Promise.all([
  Promise.all([buildApp(), buildConsole(join(out, 'console'))]).then(packConsole),
  build({
    ...alone,
    entryPoints: { agent: 'local/agent.ts', telemetry: 'shared/telemetry/exporters.ts' },
    outdir: join(out, 'local'),
  }),
  build({ ...alone, entryPoints: { identity: 'cli/client/azureIdentity.ts' }, outdir: join(out, 'cli') }),
  build({
    ...alone,
    // Names as they are: to give thousands of functions theirs back takes longer at every start than to read them.
    minifyIdentifiers: false,
    keepNames: false,
    entryPoints: { muster: 'cli/program/main.ts' },
    outdir: join(out, 'cli'),
    banner: { js: `#!/usr/bin/env node\n${BUNDLE_URL}` },
  }),
  build({
    ...common,
    entryPoints: {
      'local/start': 'local/start.ts',
      'local/azurite': 'local/azurite.ts',
      'local/backup': 'local/backup.ts',
    },
    outdir: out,
    packages: 'external',
  }),
]);
await chmod(join(out, 'cli', 'muster.js'), 0o755);
if (!process.argv.includes('--quiet')) {
  console.log(
    `Built ${out}/app (to be deployed), ${out}/local/agent.js, ${out}/local/start.js and ${out}/cli/muster.js`,
  );
}

/** Minified: the deployed entry is loaded at every cold start (budget B9). */
async function buildApp() {
  const app = join(out, 'app');
  const { outputFiles } = await build({
    ...alone,
    entryPoints: { 'functions/index': 'functions/index.ts', 'functions/telemetry': 'shared/telemetry/exporters.ts' },
    outdir: app,
    sourcemap: 'external',
    write: false,
  });
  for (const { path, contents, text } of outputFiles) {
    if (path.endsWith('.map')) await put(mapOf(path.slice(0, -'.map'.length)), contents);
    else await put(path, `${text}//# sourceMappingURL=${relative(dirname(path), mapOf(path))}\n`);
  }
  const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  const manifest = { name, version, private: true, main: 'functions/index.js' };
  await put(join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile('host.json', join(app, 'host.json'));
}

/** The console is kept: it has a stamp of its own, and takes longer than all else together. */
async function removeAllBut(kept) {
  const entries = await readdir(out).catch(() => []);
  const others = entries.filter((name) => name !== kept);
  await Promise.all(others.map((name) => rm(join(out, name), { recursive: true, force: true })));
}

/** Beside `functions/`, and never in their bundle: the cold load does not pay for it. */
async function packConsole() {
  const isServed = (path) => basename(path) !== '.stamp';
  await cp(join(out, 'console'), join(out, 'app', 'console'), { recursive: true, filter: isServed });
}

/** What is loaded only where telemetry is on is a file of its own, beside the functions' and beside the agent's. */
function beside({ kind }) {
  return kind === 'entry-point' ? undefined : { path: './telemetry.js', external: true };
}

/** As deep as the file itself, so that the paths in it hold. */
function mapOf(path) {
  return join(out, 'maps', `${relative(join(out, 'app'), path)}.map`);
}

async function put(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}
