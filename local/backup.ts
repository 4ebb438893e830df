/** `npm run backup` and `npm run restore`: everything of a storage account as files, and back into an empty one. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { openStores } from '../shared/composition/stores';
import { systemClock, systemRandom } from '../shared/composition/system';
import { openStorage } from '../shared/composition/world';
import { readSettings, SettingsError } from '../shared/settings';
import { takeBackup } from './backup/backup';
import { RestoreRefused, restoreBackup } from './backup/restore';

const USAGE = `Usage: npm run backup -- --out DIR      everything that is kept, into a new folder
       npm run restore -- --from DIR    back, into an account that has nothing yet

The account is the one of the settings: AzureWebJobsStorage with a connection string, or AzureWebJobsStorage__accountName
and whoever is signed in (az login). TENANT_ID must be the tenant's id.
`;

const EXIT_USAGE = 2;

async function main([command, ...args]: readonly string[]): Promise<number> {
  const folder = folderOf(command, args);
  if (folder === undefined || folder === '') {
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  const settings = readSettings(process.env, 'agent');
  const { tables, stores } = openStores({ storage: openStorage(settings), clock: systemClock, random: systemRandom });
  const parts = { tables, folder: resolve(folder), release: version, tenantId: settings.tenantId };
  const manifest =
    command === 'backup'
      ? await takeBackup({ ...parts, jobs: stores.jobs, takenAt: new Date(systemClock.now()) })
      : await restoreBackup(parts);
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
  process.stdout.write(`${rows} rows of release ${manifest.release}, taken at ${manifest.takenAt}.\n`);
  if (manifest.atWork.length > 0) {
    process.stderr.write(
      `WARNING: these jobs were at work meanwhile, and what they changed may be in it by half: ${manifest.atWork.join(', ')}. Pause them first for a backup of one moment.\n`,
    );
  }
  return 0;
}

/** @returns `undefined` when it is not understood what is asked */
function folderOf(command: string | undefined, args: readonly string[]): string | undefined {
  try {
    const options = { out: { type: 'string' }, from: { type: 'string' } } as const;
    const { out, from } = parseArgs({ args: [...args], options }).values;
    return { backup: out, restore: from }[command ?? ''];
  } catch {
    return undefined;
  }
}

process.umask(0o077); // people's data: the owner's alone
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isKnown = error instanceof RestoreRefused || error instanceof SettingsError;
    process.stderr.write(`${isKnown ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
