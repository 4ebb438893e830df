/** Writes docs/cli-reference.md anew from the command tree: `node test/cli/writeReference.mjs`. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}node_modules/.cache/muster-reference.cjs`;
await build({
  stdin: {
    contents:
      "export { reference } from './cli/program/reference';\nexport { createWholeProgram } from './cli/program/program';\nexport { realWorld } from './cli/world';",
    resolveDir: root,
  },
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
});
const { reference, createWholeProgram, realWorld } = createRequire(import.meta.url)(outfile);
const hands = realWorld(new AbortController().signal);
writeFileSync(
  `${root}docs/cli-reference.md`,
  reference(await createWholeProgram({ hands, args: [], ended: () => undefined })),
);
