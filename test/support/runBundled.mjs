/** A program of ours in TypeScript, bundled beside its packages and run with the options it was given. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * @param entry, outfile from the project's folder; what is beside the bundle, and how deep it lies, is what the program finds
 * @returns its exit code; 1 when it was ended from outside
 */
export async function runBundled(entry, outfile, options) {
  await build({
    entryPoints: [`${ROOT}${entry}`],
    outfile: `${ROOT}${outfile}`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    sourcemap: true,
    logLevel: 'error',
  });
  const program = ['--enable-source-maps', `${ROOT}${outfile}`, ...options];
  return spawnSync(process.execPath, program, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}
