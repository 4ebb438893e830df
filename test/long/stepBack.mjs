/**
 * Whether the code of an older release works on with what today's leaves behind: `npm run long -- step-back COMMIT`. Both are
 * checked out into a folder of their own, and run on the packages that are installed here.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [commit] = process.argv.slice(2);
if (commit === undefined) throw new Error('Name the commit of the older release: npm run long -- step-back COMMIT');

const folder = mkdtempSync(join(tmpdir(), 'step-back-'));
const rows = join(folder, 'rows.json');
const here = 'test/long/stepBack';

function run(program, args, cwd) {
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', env: { ...process.env, ROWS: rows } });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
}

/** @param part of `test/long/stepBack` that is run there, by today's text */
function runAt(revision, part) {
  const tree = join(folder, part);
  run('git', ['worktree', 'add', '--quiet', '--detach', tree, revision]);
  try {
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
    mkdirSync(join(tree, here), { recursive: true });
    copyFileSync(join(here, `${part}.ts`), join(tree, here, `${part}.test.ts`));
    run('npx', ['jest', `${here}/${part}`, '--selectProjects', 'unit'], tree);
  } finally {
    run('git', ['worktree', 'remove', '--force', tree]);
  }
}

try {
  runAt('HEAD', 'leave');
  runAt(commit, 'finish');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
