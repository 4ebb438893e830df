/** `npm run hr -- VENDOR`: the stand-in until Ctrl-C, with its secrets in files and what to paste on the screen. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHrConsole, VENDORS, type Vendor } from './console';

const PORT = 9910;
const FOLDER = join('.muster', 'hr');

async function start(vendor: string): Promise<void> {
  if (!(vendor in VENDORS))
    throw new Error(`There is no stand-in of ${vendor}; there are ${Object.keys(VENDORS).join(', ')}.`);
  const { url, standIn } = await startHrConsole(vendor as Vendor, { minuteMs: 1_000 }, PORT);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'key'), `${standIn.secret}\n`, { mode: 0o600 });
  writeFileSync(join(FOLDER, 'apikey'), `${standIn.fetchSecret}\n`, { mode: 0o600 });
  process.stdout.write(
    [
      `A stand-in of ${vendor}. Its secrets are in ${FOLDER}: key signs webhooks, apikey asks for people.`,
      '',
      `export HR=${url}                  # who works there`,
      `export HR_API=${standIn.server.baseUrl}   # what Muster asks`,
      '',
    ].join('\n'),
  );
}

start(process.argv[2] ?? 'bamboohr').catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
