/** `muster escrow`: who failed, why, and when they are tried again; trying now. `muster references`: whose manager waits. */
import type { Command } from 'commander';
import {
  type Cause,
  type Escrow,
  type EscrowCause,
  readEscrows,
  readWaitingReferences,
  retryEscrows,
  summarizeEscrows,
  type WaitingReference,
} from '../../client/escrows';
import { EXIT, type ExitCode, usage } from '../../exit';
import type { Column } from '../../output/answer';
import { count, counted, localTime } from '../../output/numbers';
import { first } from '../../output/rows';
import { addCommand, addFamily, type Muster, type Stage } from '../command';
import { addDryRun, type DryRunnable, openJob } from '../jobDesk';

interface ListOptions extends Cause {
  readonly all?: boolean;
}

const SHOWN = 50;
const everybody = (all: boolean | undefined) => (all ? Number.POSITIVE_INFINITY : SHOWN);

const addCause = (command: Command) =>
  command
    .option('--code <code>', 'only this failure')
    .option('--attribute <name>', 'only failures of this target attribute');

export function addEscrow(program: Command, stage: Stage): void {
  const family = addFamily(program, 'escrow', 'People who failed, and are tried again');
  addCommand(family, stage, {
    name: 'summary',
    summary: 'Show the causes of failures, the one with most people first',
    examples: ['muster escrow summary', 'muster escrow summary --json'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.escrowCauses/1',
        rows: await summarizeEscrows(http, own),
        columns: CAUSE_COLUMNS,
        name: ({ code }) => code,
        empty: 'Nobody is held in escrow.',
      });
    },
  });
  addCommand<ListOptions>(family, stage, {
    name: 'list',
    summary: 'List who failed, why, and when they are tried again',
    examples: ['muster escrow list', 'muster escrow list --code EntryConflict --all -o csv'],
    options: (command) => addCause(command).option('--all', `all of them, not the first ${SHOWN}`),
    run: async (muster, _, { all, ...cause }) => {
      const { http, own } = await openJob(muster);
      await tell(muster, first(readEscrows(http, own, cause), everybody(all)), 'Nobody is held in escrow.');
    },
  });
  addCommand<DryRunnable & Cause>(family, stage, {
    name: 'retry [person...]',
    summary: 'Try them again at once: everybody, those of one cause, or people by externalId',
    examples: [
      'muster escrow retry',
      'muster escrow retry 701984',
      'muster escrow retry --code EntryConflict --dry-run',
    ],
    options: (command) => addDryRun(addCause(command), 'say who, and try nobody'),
    run: retry,
  });
}

async function retry(
  muster: Muster,
  people: readonly string[],
  { code, attribute, dryRun }: DryRunnable & Cause,
): Promise<ExitCode> {
  const cause = { ...(code !== undefined && { code }), ...(attribute !== undefined && { attribute }) };
  if (attribute !== undefined && code === undefined) {
    throw usage('Which failure of the attribute?', { place: '--attribute', advice: 'Say --code, too.' });
  }
  if (people.length > 0 && code !== undefined) {
    throw usage('People are tried by name or by cause.', { place: '--code', advice: 'Say one of both.' });
  }
  const { http, own } = await openJob(muster);
  if (dryRun) {
    await tell(muster, among(people, readEscrows(http, own, cause)), 'Nobody would be tried again.');
    return EXIT.done;
  }
  await muster.answers.single({
    kind: 'muster.retried/1',
    value: await retryEscrows(http, own, people.length > 0 ? { anchors: people } : cause),
    text: ({ retrying, more }) =>
      `Trying ${counted(retrying, 'person', 'people')} again.${more ? ' There are more: say it again when these are through.' : ''}`,
    name: ({ retrying }) => count(retrying),
  });
  return EXIT.done;
}

async function* among(people: readonly string[], rows: AsyncIterable<Escrow>): AsyncGenerator<Escrow> {
  for await (const row of rows) if (people.length === 0 || people.includes(row.externalId)) yield row;
}

function tell({ answers }: Muster, rows: AsyncIterable<Escrow>, empty: string): Promise<void> {
  return answers.list({
    kind: 'muster.escrows/1',
    rows,
    columns: COLUMNS,
    name: ({ externalId }) => externalId,
    empty,
  });
}

const CAUSE_COLUMNS: readonly Column<EscrowCause>[] = [
  { name: 'code', read: ({ code }) => code },
  { name: 'attribute', read: ({ attribute }) => attribute ?? '' },
  { name: 'count', heading: 'PEOPLE', read: (cause) => count(cause.count) },
  { name: 'nextAttemptDateTime', heading: 'NEXT', read: ({ nextAttemptDateTime }) => localTime(nextAttemptDateTime) },
  { name: 'examples', read: ({ examples }) => examples.join(', ') },
  { name: 'message', read: ({ message }) => message },
  { name: 'recommendedAction', heading: 'DO', read: ({ recommendedAction }) => recommendedAction, hidden: true },
];

const COLUMNS: readonly Column<Escrow>[] = [
  { name: 'externalId', heading: 'PERSON', read: ({ externalId }) => externalId },
  { name: 'code', read: ({ failure }) => failure?.code ?? '' },
  { name: 'attribute', read: ({ failure }) => failure?.attribute ?? '' },
  { name: 'attempts', heading: 'TRIES', read: ({ attempts }) => String(attempts ?? '') },
  {
    name: 'nextAttemptDateTime',
    heading: 'NEXT',
    read: ({ nextAttemptDateTime: next }) => (next ? localTime(next) : ''),
  },
  { name: 'message', read: ({ failure }) => failure?.message ?? '' },
  { name: 'recommendedAction', heading: 'DO', read: ({ failure }) => failure?.recommendedAction ?? '', hidden: true },
];

export function addReferences(program: Command, stage: Stage): void {
  const family = addFamily(program, 'references', 'Managers who have no account yet');
  addCommand<{ readonly all?: boolean }>(family, stage, {
    name: 'list',
    summary: 'List whose references wait, for whom, and which were refused',
    examples: ['muster references list', 'muster references list --all --json'],
    options: (command) => command.option('--all', `all of them, not the first ${SHOWN}`),
    run: async (muster, _, { all }) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.references/1',
        rows: first(readWaitingReferences(http, own), everybody(all)),
        columns: REFERENCE_COLUMNS,
        name: ({ externalId }) => externalId,
        empty: 'No reference waits.',
      });
    },
  });
}

const REFERENCE_COLUMNS: readonly Column<WaitingReference>[] = [
  { name: 'externalId', heading: 'PERSON', read: ({ externalId }) => externalId },
  { name: 'attribute', read: ({ attribute }) => attribute },
  { name: 'waitsFor', heading: 'WAITS FOR', read: ({ waitsFor }) => waitsFor ?? 'to be taken away' },
  { name: 'refused', read: ({ refused }) => (refused === null ? '' : `${refused.code}: ${refused.message}`) },
  {
    name: 'next',
    read: ({ refused }) => (refused === null ? '' : localTime(refused.nextAttemptDateTime)),
  },
];
