/** A real storage emulator for integration tests, from the launcher that `npm start` uses. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../local/emulator';

const ROOT = join(__dirname, '..', '..');
const ANY_PORTS = { blob: 0, queue: 0, table: 0 };

/** Free ports; in memory unless a folder is given. Stop it when the tests are over. */
export function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({ ports: ANY_PORTS, launcherPath: bundle('azurite'), ...options });
}

const bundles = new Map<string, string>();

/**
 * Bundles `local/<entry>.ts`, once for each test file, within the checkout, for that is where it finds its packages.
 *
 * @returns the path of the bundle
 */
export function bundle(entry: string): string {
  const known = bundles.get(entry);
  if (known !== undefined) return known;
  const folder = join(ROOT, 'node_modules', '.cache', 'muster-tests', String(process.pid));
  const outfile = join(folder, `${entry}.js`);
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: [join(ROOT, 'local', `${entry}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'warning',
  });
  bundles.set(entry, outfile);
  return outfile;
}
