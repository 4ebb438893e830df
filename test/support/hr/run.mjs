/** Starts the stand-in of an HR system (docs/inlets.md): `npm run hr -- bamboohr|hibob|personio|finch`. */
import { runBundled } from '../runBundled.mjs';

process.exitCode = await runBundled(
  'test/support/hr/start.ts',
  'node_modules/.cache/muster-hr.cjs',
  process.argv.slice(2),
);
