import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export interface SampleBundle {
  readonly path: string;
  remove(): void;
}

/** Bundles `sampleFunctions.ts`, or the source given, the way `build.mjs` bundles the functions. */
export function buildSampleBundle(source?: string): SampleBundle {
  const folder = mkdtempSync(join(tmpdir(), 'muster-sample-'));
  const entry = source === undefined ? join(__dirname, 'sampleFunctions.ts') : join(folder, 'entry.ts');
  if (source !== undefined) writeFileSync(entry, source);
  const path = join(folder, 'index.js');
  buildSync({
    entryPoints: [entry],
    outfile: path,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@azure/functions-core'],
    nodePaths: [join(__dirname, '../../../node_modules')],
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
