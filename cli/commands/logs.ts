/** `muster logs`: what became of whom, newest first; or as it happens. */
import type { Command } from 'commander';
import type { Http } from '../client/http';
import { type LogEntry, type LogQuestion, readLog } from '../client/log';
import type { Service } from '../client/service';
import { EXIT, type ExitCode, Failure } from '../exit';
import type { Column, ListAnswer } from '../output/answer';
import { localTime } from '../output/numbers';
import { first } from '../output/rows';
import type { World } from '../world';
import { addCommand, type GlobalOptions, type Muster, parseCount, type Stage } from './command';
import { parseWhen } from './when';

interface LogsOptions {
  readonly follow?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly failed?: boolean;
  readonly status?: string;
  readonly action?: string;
  readonly person?: string;
  readonly upload?: string;
  readonly cycle?: string;
  readonly id?: string;
  readonly top: number;
  readonly steps?: boolean;
}

export function addLogs(program: Command, stage: Stage): void {
  addCommand<LogsOptions>(program, stage, {
    name: 'logs',
    summary: 'Read the provisioning log',
    description: 'Newest first; --follow prints what comes, in order of time, until Ctrl-C.',
    examples: [
      'muster logs',
      'muster logs --failed --since 3d',
      'muster logs --person 701984 --steps',
      'muster logs --follow --timeout 3s',
    ],
    options: (command) => {
      const when = (text: string) => parseWhen(text, stage.hands.now());
      command
        .option('--follow', 'go on with what comes')
        .option('--since <time>', '2h, 3d, 2026-11-29 or an ISO time', when)
        .option('--until <time>', 'the same', when)
        .option('--failed', 'the same as --status failure')
        .option('--status <status>', 'success, failure, skipped or warning')
        .option('--action <action>', 'create, update, disable, delete, …')
        .option('--person <id>', 'of one person, by externalId')
        .option('--upload <id>', 'of one upload')
        .option('--cycle <id>', 'of one cycle')
        .option('--id <id>', 'one entry')
        .option('--top <n>', 'how many', parseCount, 50)
        .option('--steps', 'every step of each');
    },
    run: showLogs,
  });
}

async function showLogs(muster: Muster, _: readonly string[], options: LogsOptions & GlobalOptions): Promise<ExitCode> {
  const opened = await muster.service();
  const question = await questionOf(opened, options);
  const rows = options.follow
    ? follow(opened, question, options.timeout, muster.world)
    : first(readLog(opened.http, question, Math.min(options.top, 1_000)), options.top);
  if (options.follow && muster.answers.format === 'table') {
    for await (const entry of rows)
      await muster.answers.raw(`${lineOf(entry)}\n${options.steps ? stepsOf(entry) : ''}`);
    return EXIT.done;
  }
  if (options.steps && muster.answers.format === 'table') {
    for await (const entry of rows) await muster.answers.raw(`${lineOf(entry)}\n${stepsOf(entry)}`);
    return EXIT.done;
  }
  await muster.answers.list(answerOf(rows));
  return EXIT.done;
}

/** An upload-only token names no job; its log is not for it anyway. */
async function questionOf(service: Service, options: LogsOptions): Promise<LogQuestion> {
  const { jobId } = await service.job();
  const { since, until, failed, status, action, person, upload, cycle, id } = options;
  return { jobId, since, until, status: failed ? 'failure' : status, action, person, upload, cycle, id };
}

const POLL_MS = 2_000;
/** Entries may come to light a little out of order: workers have clocks of their own. */
const OVERLAP_MS = 120_000;
const PAGE = 200;
const JUST_NOW_MS = 10_000;

/** In order of time; survives restarts of the service. Ends with the command, or when the time is up. */
async function* follow(
  { http }: Service,
  question: LogQuestion,
  timeoutMs: number | undefined,
  { now, wait, interrupted }: World,
): AsyncGenerator<LogEntry> {
  const until = now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
  const start = question.since === undefined ? now() - JUST_NOW_MS : Date.parse(question.since);
  const told = new Map<string, number>();
  let newest = start;
  while (!interrupted.aborted && now() < until) {
    const since = Math.max(start, newest - OVERLAP_MS);
    for (const entry of await freshEntries(http, { ...question, since: new Date(since).toISOString() }, told)) {
      const at = Date.parse(entry.activityDateTime);
      told.set(entry.id, at);
      newest = Math.max(newest, at);
      yield entry;
    }
    for (const [id, at] of told) if (at < since) told.delete(id);
    await wait(Math.min(POLL_MS, Math.max(0, until - now()))).catch(() => undefined); // the loop asks whether to end
  }
}

/** In order of time. None while the service is away: what it logs meanwhile is told when it is back. */
async function freshEntries(
  http: Http,
  question: LogQuestion,
  told: ReadonlyMap<string, number>,
): Promise<readonly LogEntry[]> {
  const fresh: LogEntry[] = [];
  try {
    for await (const entry of readLog(http, question, PAGE)) if (!told.has(entry.id)) fresh.push(entry);
  } catch (error) {
    if (!(error instanceof Failure) || error.exit === EXIT.notAllowed || error.exit === EXIT.usage) throw error;
    return [];
  }
  return fresh.reverse();
}

function answerOf(rows: AsyncIterable<LogEntry>): ListAnswer<LogEntry> {
  return { kind: 'muster.logs/1', rows, columns: COLUMNS, name: ({ id }) => id, empty: 'No entries.' };
}

const COLUMNS: readonly Column<LogEntry>[] = [
  { name: 'time', read: ({ activityDateTime }) => localTime(activityDateTime) },
  { name: 'action', read: ({ provisioningAction }) => provisioningAction },
  { name: 'status', read: ({ provisioningStatusInfo }) => provisioningStatusInfo.status },
  { name: 'person', read: ({ sourceIdentity }) => sourceIdentity.id },
  { name: 'name', read: ({ sourceIdentity }) => sourceIdentity.displayName },
  { name: 'what', read: whatOf },
  { name: 'id', read: ({ id }) => id, hidden: true },
];

/** What changed, or why nothing did. */
function whatOf({ provisioningStatusInfo: { errorInformation }, modifiedProperties }: LogEntry): string {
  if (errorInformation !== null) return `${errorInformation.errorCode}: ${errorInformation.reason}`;
  return modifiedProperties
    .map(
      ({ displayName, oldValue, newValue }) =>
        `${displayName}: ${oldValue === null ? '' : `${oldValue} → `}${newValue ?? 'none'}`,
    )
    .join(', ');
}

function lineOf(entry: LogEntry): string {
  return COLUMNS.filter(({ hidden }) => !hidden)
    .map(({ read }) => read(entry).replace(/\s+/g, ' '))
    .join('  ');
}

function stepsOf({ provisioningSteps }: LogEntry): string {
  return provisioningSteps.map(({ status, description }) => `    ${status.padEnd(7)} ${description}\n`).join('');
}
