/** A real storage emulator for integration tests, from the launcher that `npm start` uses. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../local/emulator';

const ROOT = join(__dirname, '..', '..');
const ANY_PORTS = { blob: 0, queue: 0, table: 0 };

/** Free ports; in memory unless a folder is given. Stop it when the tests are over. */
export function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({ ports: ANY_PORTS, launcherPath: bundleLauncher(), ...options });
}

let launcherPath: string | undefined;

/** Bundles the launcher once for each test file, within the checkout, for that is where it finds its packages. */
export function bundleLauncher(): string {
  if (launcherPath === undefined) {
    const folder = join(ROOT, 'node_modules', '.cache', 'muster-tests', String(process.pid));
    mkdirSync(folder, { recursive: true });
    launcherPath = join(folder, 'azurite.js');
    buildSync({
      entryPoints: [join(ROOT, 'local', 'azurite.ts')],
      outfile: launcherPath,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      packages: 'external',
      logLevel: 'warning',
    });
  }
  return launcherPath;
}
