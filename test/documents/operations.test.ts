/** docs/operations.md: every command in it is run as it stands, in the order it stands there. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStage } from './stack';

const stage = openStage();
const TEXT = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
const COMMANDS = [...TEXT.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));

test('every command answers', async () => {
  const { stack } = stage();
  const folder = mkdtempSync(join(tmpdir(), 'muster-operations-'));
  try {
    const environment = {
      ...process.env,
      MUSTER: stack.info.baseUrl,
      TOKEN: await stack.token(),
      SP: stack.info.servicePrincipalId,
      JOB: stack.info.jobId,
    };
    const script = ['set -euo pipefail', ...COMMANDS].join('\n'); // stops at the first that fails; -x names it
    const run = spawnSync('bash', ['-x', '-c', script], { cwd: folder, env: environment, encoding: 'utf8' });
    expect({ status: run.status, last: run.status === 0 ? '' : run.stderr.slice(-1_000) }).toEqual({
      status: 0,
      last: '',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test('every setting it names is one there is', () => {
  const settings = readFileSync(join(__dirname, '../../shared/settings.ts'), 'utf8');
  const timer = readFileSync(join(__dirname, '../../functions/superviseJobs.ts'), 'utf8'); // which the host reads for itself
  const isKnown = (name: string) => settings.includes(`'${name}'`) || timer.includes(`'%${name}%'`);
  const named = [...TEXT.matchAll(/`([A-Z]+_[A-Z_]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(15);
  expect([...new Set(named)].filter((name) => !isKnown(name))).toEqual([]);
});

test('every reason of a quarantine is in it', () => {
  const reasons = readFileSync(join(__dirname, '../../shared/engine/quarantine.ts'), 'utf8');
  const [, union = ''] = /export type QuarantineReason =([\s\S]*?);/.exec(reasons) ?? [];
  const all = [...union.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
  const neverImposed = ['IngestionInterrupted', 'Unknown'];
  expect(all.filter((reason) => !TEXT.includes(`\`${reason}\``))).toEqual(neverImposed);
});
