/** `muster deletions`: what the deletion guard holds; allowing it, or rejecting it. */
import type { Command } from 'commander';
import {
  type Decision,
  decide,
  type Guard,
  type HeldDeletion,
  readGuard,
  readHeldDeletions,
} from '../../client/heldDeletions';
import { EXIT, type ExitCode, usage } from '../../exit';
import type { Column } from '../../output/answer';
import { count, counted, localTime } from '../../output/numbers';
import { addCommand, addFamily, type Muster, type Stage } from '../command';
import { addConfirm, addDryRun, type Confirmable, confirmByName, type DryRunnable, openJob } from '../jobDesk';

interface DecideOptions extends Confirmable, DryRunnable {
  readonly note?: string;
}

export function addDeletions(program: Command, stage: Stage): void {
  const family = addFamily(program, 'deletions', 'What the deletion guard holds');
  addCommand(family, stage, {
    name: 'list',
    summary: 'List who would be disabled or deleted, and is held',
    examples: ['muster deletions list', 'muster deletions list -o ndjson'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      const { deletions } = await readHeldDeletions(http, own);
      await tell(muster, deletions);
      const staged = deletions.filter(({ status }) => status === 'staged').length;
      if (staged > 0) {
        muster.messages.note(
          `${count(staged)} held by the deletion guard; none of them runs. Allow: muster deletions allow · they are wrong: muster deletions reject`,
        );
      } else if (deletions.length > 0) {
        muster.messages.note('They run within 90 seconds if the deletion guard allows.');
      }
    },
  });
  addCommand(family, stage, {
    name: 'guard',
    summary: 'Show what the deletion guard holds in all, beside its threshold',
    examples: ['muster deletions guard'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      await muster.answers.single({ kind: 'muster.guard/1', value: await readGuard(http, own), text: guardText });
    },
  });
  addCommand<DecideOptions>(family, stage, {
    name: 'allow [person...]',
    summary: 'Allow what is held: all of it, or people by externalId',
    description:
      "Exactly what is held as it is read is allowed, and nothing that comes later. Asks for the job's name.",
    examples: ['muster deletions allow --dry-run', 'muster deletions allow 701984 --note "Ticket 4711." --dry-run'],
    options: (command) => addDecide(addConfirm(command)),
    run: (muster, people, options) => decideOn(muster, 'allow', people, options),
  });
  addCommand<DecideOptions>(family, stage, {
    name: 'reject [person...]',
    summary: 'Reject what is held: the accounts stay as they are',
    description: 'The same is held again only when an upload, a change of the schema or a restart asks for it.',
    examples: ['muster deletions reject --dry-run', 'muster deletions reject 701984 --note "A wrong file." --dry-run'],
    options: addDecide,
    run: (muster, people, options) => decideOn(muster, 'reject', people, options),
  });
}

function guardText({ enabled, tripped, ...guard }: Guard): string {
  const sums = (name: string, rows: readonly (readonly [string, number])[]) =>
    rows.map(([value, sum], index) => `${(index === 0 ? name : '').padEnd(12)} ${count(sum).padStart(7)}  ${value}`);
  const share = guard.percent == null ? '' : `, ${guard.percent} % of ${count(guard.linked)} people`;
  return [
    `${count(guard.count)} held${share}: ${count(guard.settling)} settle, ${count(guard.staged)} wait for an administrator.`,
    enabled
      ? `Threshold ${count(guard.threshold)}. ${tripped ? 'The guard tripped.' : 'The guard has not tripped.'}`
      : 'The guard is off.',
    ...sums(
      'By action',
      Object.entries(guard.byAction).filter(([, sum]) => sum > 0),
    ),
    ...sums(
      'By upload',
      guard.byUpload.map((one) => [one.uploadId ?? 'none: a retry, a restart or the schema', one.count]),
    ),
    ...sums(
      'By reason',
      guard.byReason.map((one) => [one.reason ?? 'not kept', one.count]),
    ),
  ].join('\n');
}

function addDecide(command: Command): void {
  addDryRun(command.option('--note <text>', 'why, for the log and the audit'), 'show whom, and decide nothing');
}

async function decideOn(
  muster: Muster,
  decision: Decision,
  people: readonly string[],
  { confirm, note, dryRun }: DecideOptions,
): Promise<ExitCode> {
  const desk = await openJob(muster);
  const { revision, deletions } = await readHeldDeletions(desk.http, desk.own);
  const chosen = people.length === 0 ? deletions : people.flatMap((person) => ofPerson(person, deletions));
  if (dryRun || chosen.length === 0) {
    await tell(muster, chosen);
    return EXIT.done;
  }
  if (decision === 'allow') {
    const deed = `Allow ${counted(chosen.length, 'deletion')}`;
    await confirmByName(muster, desk, deed, confirm === undefined ? {} : { confirm });
  }
  const what = people.length === 0 ? { revision } : { deletions: chosen };
  const decided = await decide(desk.http, desk.own, decision, what, note);
  await muster.answers.single({
    kind: 'muster.deletionsDecided/1',
    value: decided,
    text: ({ allowed, rejected, gone }) =>
      [
        allowed === undefined ? `Rejected ${count(rejected ?? 0)}.` : `Allowed ${count(allowed)}.`,
        ...(gone.length === 0 ? [] : [`No longer held as they were: ${gone.map((one) => one.externalId).join(', ')}`]),
      ].join('\n'),
  });
  return EXIT.done;
}

/** Nobody, where nothing is held at all: then there is nothing to be wrong about. @throws {Failure} 2 */
function ofPerson(person: string, deletions: readonly HeldDeletion[]): readonly HeldDeletion[] {
  const found = deletions.filter(({ externalId }) => externalId === person);
  if (found.length > 0 || deletions.length === 0) return found;
  throw usage(`Nothing of ${person} is held.`, { code: 'NotHeld', advice: 'See who is: muster deletions list' });
}

function tell({ answers }: Muster, deletions: readonly HeldDeletion[]): Promise<void> {
  return answers.list({
    kind: 'muster.deletions/1',
    rows: deletions,
    columns: COLUMNS,
    name: ({ externalId }) => externalId,
    empty: 'Nothing is held.',
  });
}

const COLUMNS: readonly Column<HeldDeletion>[] = [
  { name: 'externalId', heading: 'PERSON', read: ({ externalId }) => externalId },
  { name: 'displayName', heading: 'NAME', read: ({ displayName }) => displayName ?? '' },
  { name: 'targetId', heading: 'ACCOUNT', read: ({ targetId }) => targetId ?? '' },
  { name: 'action', read: ({ action }) => action ?? '' },
  { name: 'status', heading: 'STATE', read: ({ status }) => status },
  { name: 'heldSinceDateTime', heading: 'SINCE', read: ({ heldSinceDateTime }) => localTime(heldSinceDateTime) },
  { name: 'bulkId', heading: 'LINE', read: ({ bulkId }) => bulkId ?? '' },
  { name: 'uploadId', heading: 'UPLOAD', read: ({ uploadId }) => uploadId ?? '' },
  { name: 'reason', read: ({ reason }) => reason ?? '', hidden: true },
];
