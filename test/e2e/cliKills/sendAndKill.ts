/**
 * `muster send` is killed wherever it happens to be, and resumed, until it comes to its end: then the service must have had
 * every row once. What the service was told is counted in its own log, one entry an operation.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Chance, createChance } from '../../simulation/chance';
import { type CommandPlace, commandEnvironment, muster, startMuster } from '../../support/musterCommand';
import { ROOT, startStack, temporaryFolder } from '../../support/stack';

export interface KillOptions {
  readonly people: number;
  readonly kills: number;
  readonly seed: number;
}

export interface KillOutcome {
  /** What is wrong, one line each. */
  readonly broken: readonly string[];
  /** Lines of the journal at each kill. */
  readonly killedAt: readonly number[];
}

/** Small requests, so that there are many moments to be killed at. */
const BATCH = 5;
const EVENTS_A_REQUEST = 2;

export async function sendAndKill({ people, kills, seed }: KillOptions): Promise<KillOutcome> {
  const folder = temporaryFolder();
  const place = { cwd: folder.path, home: folder.path };
  const stack = await startStack(join(folder.path, '.muster'), { SUPERVISE_SCHEDULE: '*/1 * * * * *' });
  try {
    cpSync(join(ROOT, 'docs/examples/people.csv.mapping.json'), join(folder.path, 'people.csv.mapping.json'));
    writeFileSync(join(folder.path, 'people.csv'), peopleCsv(people));
    const chance = createChance(seed);
    const killedAt: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const begin = kill === 0 ? ['send', 'people.csv', '--batch', String(BATCH)] : ['send', '--resume'];
      killedAt.push(await killSomewhere(begin, place, (people / BATCH) * EVENTS_A_REQUEST, chance));
    }
    const end = await muster(['send', '--resume', '--json'], place);
    const again = await muster(['send', '--resume', '--json'], place);
    const log = await muster(['logs', '--top', String(3 * people), '-o', 'ndjson'], place);
    const told = log.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { sourceIdentity: { id: string } }).sourceIdentity.id);
    return {
      killedAt,
      broken: [...ended(end.exit, end.stderr), ...ended(again.exit, again.stderr), ...counted(told, people)],
    };
  } finally {
    await stack.stop();
    folder.remove();
  }
}

/** At a random line of the journal, and a little later. @returns how many lines there were */
async function killSomewhere(
  args: readonly string[],
  place: CommandPlace,
  mostLines: number,
  chance: Chance,
): Promise<number> {
  const child = startMuster(args, place);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const from = journalLines(place.home);
  const until = from + chance.whole(Math.max(1, mostLines - from));
  while (child.exitCode === null && (journalLines(place.home) <= until || journalLines(place.home) === 0))
    await wait(2);
  await wait(chance.whole(20));
  child.kill('SIGKILL');
  await exited;
  return journalLines(place.home);
}

function journalLines(home: string): number {
  const folder = join(commandEnvironment({ home }).XDG_STATE_HOME ?? '', 'muster', 'sends');
  try {
    return readdirSync(folder).reduce(
      (lines, name) => lines + readFileSync(join(folder, name), 'utf8').split('\n').length - 1,
      0,
    );
  } catch {
    return 0; // not begun yet
  }
}

function ended(exit: number | null, stderr: string): readonly string[] {
  return exit === 0 ? [] : [`A resumed send ended with ${exit}: ${stderr.slice(-300)}`];
}

function counted(told: readonly string[], people: number): readonly string[] {
  const times = new Map<string, number>();
  for (const id of told) times.set(id, (times.get(id) ?? 0) + 1);
  const ids = Array.from({ length: people }, (_, index) => idOf(index));
  return ids.flatMap((id) => (times.get(id) === 1 ? [] : [`${id} was sent ${times.get(id) ?? 0} times.`]));
}

const idOf = (index: number) => String(40_000 + index);

function peopleCsv(people: number): string {
  const rows = Array.from({ length: people }, (_, index) => {
    return `${idOf(index)},Ada,Number ${index},ada${index}@example.com,Active,Guide,Tours,`;
  });
  return `WorkerID,FirstName,LastName,Email,WorkerStatus,JobTitle,Department,ManagerID\n${rows.join('\n')}\n`;
}
