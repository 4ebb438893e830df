/** docs/operations.md: every command in it is run as it stands, in the order it stands there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../shared/settings/table';
import { ANSWERED, runCommands } from '../support/shellCommands';
import { temporaryFolder } from '../support/stack';
import { openStage } from './stack';

const stage = openStage();
const TEXT = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');

test('every command answers', async () => {
  const folder = temporaryFolder();
  const { hr } = stage();
  await hr.uploadText(readFileSync(join(__dirname, '../../docs/examples/quickstart.json'), 'utf8'));
  await hr.entry('701984', { status: 'success' }); // whom the commands name
  try {
    expect(await runCommands(TEXT, stage().stack, { cwd: folder.path })).toEqual(ANSWERED);
  } finally {
    folder.remove();
  }
});

test('every setting it names is one there is', () => {
  const named = [...TEXT.matchAll(/`([A-Z]+_[A-Z_]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(15);
  expect([...new Set(named)].filter((name) => !(name in SETTINGS))).toEqual([]);
});

test('every reason of a quarantine is in it', () => {
  const reasons = readFileSync(join(__dirname, '../../shared/engine/job/quarantine.ts'), 'utf8');
  const [, union = ''] = /export type QuarantineReason =([\s\S]*?);/.exec(reasons) ?? [];
  const all = [...union.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
  const neverImposed = ['IngestionInterrupted', 'Unknown'];
  expect(all.filter((reason) => !TEXT.includes(`\`${reason}\``))).toEqual(neverImposed);
});
