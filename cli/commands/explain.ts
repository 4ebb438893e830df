/** `muster explain`: why somebody's account is as it is, and what would happen next. */
import { type Command, Option } from 'commander';
import type { Http } from '../client/http';
import { type LogEntry, readLog } from '../client/log';
import { changeTexts, type OnDemandAnswer, provisionOnDemand } from '../client/onDemand';
import { externalIdOf, type KnownPerson, readPerson } from '../client/person';
import { type Received, readReceived } from '../client/webhooks/inlets';
import { readTold, type Told } from '../client/webhooks/outlets';
import { readWritebacksOf, type Writeback } from '../client/webhooks/writebacks';
import { EXIT, type ExitCode, Failure } from '../exit';
import { localTime } from '../output/numbers';
import { first } from '../output/rows';
import { addCommand, type Muster, type Stage } from './command';
import { type JobDesk, openJob } from './jobDesk';
import { parseWhen } from './when';

interface ExplainOptions {
  readonly since?: string;
  readonly plan: boolean;
  readonly by: 'externalId' | 'targetId';
}

export function addExplain(program: Command, stage: Stage): void {
  addCommand<ExplainOptions>(program, stage, {
    name: 'explain <person>',
    summary: "Why somebody's account is as it is, and what would happen next",
    description:
      'What the job knows of the person, what HR systems said and what became of it, who was told, what waits, and what would be done now.',
    examples: ['muster explain 701984', 'muster explain 701984 --since 3d --no-plan --json'],
    options: (command) =>
      command
        .option('--since <time>', '2h, 3d, 2026-11-29 or an ISO time', (text) => parseWhen(text, stage.hands.now()))
        .option('--no-plan', 'do not ask what would be done now')
        .addOption(
          new Option('--by <id>', 'what <person> is').choices(['externalId', 'targetId']).default('externalId'),
        ),
    run: explain,
  });
}

const ENTRIES = 20;

interface Explanation {
  readonly person: KnownPerson | null;
  readonly externalId: string;
  /** In order of time. */
  readonly entries: readonly LogEntry[];
  /** What HR systems said of the person, in order of time. */
  readonly received: readonly Received[];
  /** Who was told of it, in order of time. */
  readonly told: readonly Told[];
  /** What goes back into HR, and how that stands. */
  readonly writebacks: readonly Writeback[];
  /** What would be done now; why that is not known. */
  readonly now: OnDemandAnswer | string | null;
}

async function explain(
  muster: Muster,
  [given = '']: readonly string[],
  { since, plan, by }: ExplainOptions,
): Promise<ExitCode> {
  const desk = await openJob(muster);
  const { http, own, place } = desk;
  const externalId = by === 'targetId' ? await externalIdOf(http, own, given) : given;
  const question = { jobId: place.jobId, person: externalId, since };
  const [person, entries, received, told, writebacks] = await Promise.all([
    readPerson(http, own, externalId),
    newest(http, question),
    readReceived(http, own, { externalId, since }, ENTRIES),
    readTold(http, own, externalId, ENTRIES),
    readWritebacksOf(http, own, externalId),
  ]);
  if (person === undefined && entries.length === 0 && received.length === 0) {
    throw new Failure(EXIT.failed, `Nothing is known of ${externalId}.`, {
      code: 'NotKnown',
      advice: 'Is it the externalId? An account is found with --by targetId.',
    });
  }
  const now = plan && person?.data != null ? await planOf(desk, externalId) : null;
  await muster.answers.single({
    kind: 'muster.explain/1',
    value: { externalId, person: person ?? null, entries, received, told, writebacks, now },
    text: explanationText,
  });
  return EXIT.done;
}

async function newest(http: Http, question: Parameters<typeof readLog>[1]): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of first(readLog(http, question, ENTRIES), ENTRIES)) entries.push(entry);
  return entries.reverse();
}

/** Who may only read is told so, and the rest of the explanation stands. */
async function planOf({ http, job }: JobDesk, externalId: string): Promise<OnDemandAnswer | string> {
  try {
    return await provisionOnDemand(http, job, { externalId, dryRun: true });
  } catch (error) {
    if (error instanceof Failure && error.exit === EXIT.notAllowed)
      return 'not known: it takes the right to run the job.';
    throw error;
  }
}

function explanationText({ externalId, person, entries, received, told, writebacks, now }: Explanation): string {
  const happened = [
    ...received.map((event) => ({ at: event.receivedDateTime, line: receivedText(event) })),
    ...entries.map((entry) => ({ at: entry.activityDateTime, line: entryText(entry) })),
    ...told.map((event) => ({ at: event.activityDateTime, line: toldText(event) })),
  ];
  const inOrder = happened.sort((a, b) => a.at.localeCompare(b.at)).map(({ line }) => line);
  const back = writebacks.map(writebackText);
  return [headOf(externalId, person, entries.length > 0), ...inOrder, ...back, ...nextLines(person, now)].join('\n');
}

function writebackText({ outlet, state, changed, missing, parked, lastError }: Writeback): string {
  const what = [
    ...(changed.length > 0 && state !== 'written' ? [changed.join(', ')] : []),
    ...(missing.length > 0 ? [`no value yet for ${missing.join(', ')}`] : []),
    ...(parked === null ? [] : [`${parked.attribute} went round: ${parked.seen.join(', ')}`]),
    ...(lastError ? [lastError.replace(/\.$/, '')] : []),
  ];
  return `Back into HR by ${outlet}: ${[state, ...what].join('; ')}.`;
}

function receivedText({ receivedDateTime, inlet, type, state, code, reason, uploadId }: Received): string {
  const what = code === null ? '' : `, ${code}: ${reason ?? ''}`;
  const upload = uploadId === null ? '' : `  (upload ${uploadId})`;
  return `${localTime(receivedDateTime)}  ${'inlet'.padEnd(8)} ${inlet.padEnd(8)} ${type ?? 'no type'} ${state}${what}${upload}`;
}

function toldText({ activityDateTime, outlet, type, state, attempts, tries }: Told): string {
  const last = tries.at(-1);
  const answer =
    last === undefined ? '' : `, ${last.status ?? 'no answer'}, ${attempts === 1 ? 'first try' : `${attempts} tries`}`;
  return `${localTime(activityDateTime)}  ${'outlet'.padEnd(8)} ${outlet.padEnd(8)} ${type} ${state}${answer}`;
}

function headOf(externalId: string, person: KnownPerson | null, wasKnown: boolean): string {
  if (person === null) return `${externalId}: the job knows nothing of this person ${wasKnown ? 'any more' : 'yet'}.`;
  const { displayName, link, active, state } = person;
  const account = link === null ? 'no account' : `${link.reportableIdentifier ?? ''} (${link.targetId})`.trim();
  const said = active === null ? 'active was never said' : active ? 'active' : 'not active';
  return `${displayName ?? 'No name'} (${externalId}) → ${account}, ${said}, ${state}`;
}

function entryText(entry: LogEntry): string {
  const { activityDateTime, provisioningAction, provisioningStatusInfo, id } = entry;
  const { status, errorInformation } = provisioningStatusInfo;
  const what =
    errorInformation === null
      ? changeTexts(entry).join(', ')
      : `${errorInformation.errorCode}: ${errorInformation.reason}`;
  return `${localTime(activityDateTime)}  ${provisioningAction.padEnd(8)} ${status.padEnd(8)} ${what.replace(/\s+/g, ' ')}  (log ${id})`;
}

function nextLines(person: KnownPerson | null, now: Explanation['now']): readonly string[] {
  const waiting = person?.waiting?.map(({ attribute, waitsFor }) => `${attribute} ${waitsFor ?? '(to be taken away)'}`);
  const { escrow, held } = person ?? {};
  const tried = escrow && `${escrow.failure.code}, next try ${localTime(escrow.nextAttemptDateTime)}`;
  const stopped = held && `${held.action ?? 'deletion'} ${held.status} since ${localTime(held.heldSinceDateTime)}`;
  return [
    ...(now === null ? [] : [`Now: ${typeof now === 'string' ? now : planText(now)}`]),
    `Waiting: ${waiting?.join(', ') ?? 'none'}. Escrow: ${tried ?? 'none'}. Held: ${stopped ?? 'none'}.`,
    ...(escrow ? [`Do: ${escrow.failure.recommendedAction}`] : []),
  ];
}

function planText(answer: OnDemandAnswer): string {
  const { action, statusInfo } = answer;
  const { errorCode, reason } = statusInfo;
  const changes = changeTexts(answer);
  if (changes.length > 0) return `${action.toLowerCase()}: ${changes.join(', ')}`;
  return errorCode === null || errorCode === 'RedundantExport'
    ? 'nothing would change.'
    : `${errorCode}: ${reason ?? ''}`;
}
