/**
 * Packs what `npm run build` has put into `dist/app` as `dist/muster-VERSION.zip`, for deployments that do not go through azd.
 * Byte for byte the same for the same commit: names sorted, times fixed, so that two people can compare what they deploy.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const out = process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ?? 'dist';
const app = join(out, 'app');

/** The first day a ZIP file knows, in whatever zone this machine is: the format keeps local times. */
const FIRST_DAY = new Date(1980, 0, 1);

const entries = await readdir(app, { recursive: true, withFileTypes: true });
const names = entries
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) =>
    join(parentPath, name)
      .slice(app.length + 1)
      .replaceAll('\\', '/'),
  )
  .sort();
const files = {};
for (const name of names) files[name] = [await readFile(join(app, name)), { level: 9, mtime: FIRST_DAY }];

const zip = zipSync(files);
const { version } = JSON.parse(await readFile(join(app, 'package.json'), 'utf8'));
const path = join(out, `muster-${version}.zip`);
await writeFile(path, zip);
console.log(`${createHash('sha256').update(zip).digest('hex')}  ${path}  ${zip.byteLength} bytes`);
