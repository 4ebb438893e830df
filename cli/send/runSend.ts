/** `muster send`, from a file name to a report: read, map, guard, send, follow, tell (spec/hands.md 1.5). */
import { version } from '../../package.json';
import { limitsOf } from '../client/discovery';
import { createReceipts } from '../client/receipts';
import type { Service } from '../client/service';
import { EXIT, type ExitCode, usage } from '../exit';
import type { Answers } from '../output/answer';
import type { Messages } from '../output/messages';
import { counted } from '../output/numbers';
import type { Progress } from '../output/progress';
import type { World } from '../world';
import { confirmedMapping } from './confirmMapping';
import { failedPath, writeFailedRows } from './failedRows';
import { lastWhole, parseMost, requireSound } from './guards';
import {
  beginJournal,
  forgetRun,
  type Header,
  type Journal,
  listRuns,
  type Run,
  readRun,
  resumeJournal,
} from './journal';
import {
  describeFile,
  type FileOptions,
  headerHash,
  isPartial,
  type OpenedFile,
  openFile,
  peopleOf,
  reopenFile,
} from './openFile';
import { type FailedRow, KINDS, type Kind } from './outcomes';
import { type Limit, Pacer, parsePace } from './pace';
import type { Person } from './people';
import { exitOf, reportText, type SendReport } from './report';
import { type SendResult, sendAll, type Wait } from './sendAll';
import { badRowLines, type Duplicates, requireNoDuplicates, type Survey, surveyOf } from './survey';

export interface SendOptions extends FileOptions {
  readonly duplicates: Duplicates;
  readonly batch: number;
  readonly parallel: number;
  readonly pace: string;
  readonly wait: Wait;
  readonly timeoutMs: number;
  readonly failed?: string | undefined;
  readonly maxFailures?: string | undefined;
  readonly allowShrink: boolean;
  readonly label?: string | undefined;
  readonly yes: boolean;
}

/** What a command hands over. */
export interface SendHands {
  readonly world: World;
  readonly messages: Messages;
  readonly answers: Answers;
  progress(): Progress;
  service(): Promise<Service>;
}

/** A file whose rows are known and checked, and a journal to send it by. */
interface Prepared {
  readonly file: OpenedFile;
  readonly people: () => AsyncIterable<Person>;
  readonly survey: Survey;
  readonly journal: Journal;
}

export async function sendFile(name: string, options: SendOptions, hands: SendHands): Promise<ExitCode> {
  const limits = parsePace(options.pace);
  if (options.maxFailures !== undefined) parseMost(options.maxFailures, '--max-failures');
  return sendPrepared(await prepare(name, options, hands), options, limits, hands);
}

/** @param run the newest that is not finished when absent @throws {Failure} 2 where the file is another by now */
export async function resumeSend(run: string | undefined, options: SendOptions, hands: SendHands): Promise<ExitCode> {
  const { world, messages } = hands;
  const found =
    run === undefined ? (await listRuns(world)).find(({ done }) => done === undefined) : await readRun(run, world);
  if (found === undefined) {
    messages.note('Nothing is to be resumed: every send has come to its end.');
    return EXIT.done;
  }
  return sendPrepared(await prepareAgain(found, hands), options, parsePace(options.pace), hands);
}

async function prepare(name: string, options: SendOptions, hands: SendHands): Promise<Prepared> {
  const { world, messages } = hands;
  const service = await hands.service();
  const place = await service.job();
  const file = await openFile(name, options, world);
  const known = await confirmedMapping(file, { yes: options.yes, dryRun: false }, messages);
  const people = peopleOf(file, known);
  const survey = await surveyOf(people());
  messages.note(`${service.http.baseUrl}, job ${place.displayName ?? place.jobId}`);
  messages.note(`${describeFile(file, survey.rows)}.${known === undefined ? '' : ` Mapping ${known.path}`}`);
  tellBadRows(survey, messages);
  requireNoDuplicates(survey, options.duplicates, file.source.name);
  const maxFailures = options.maxFailures === undefined ? undefined : parseMost(options.maxFailures, '--max-failures');
  const isPart = options.allowShrink || isPartial(file);
  const last = lastWhole(await listRuns(world), place.jobId);
  requireSound(survey, last, { file: file.source.name, allowShrink: isPart, maxFailures });
  const { operationsPerRequest, requestBytes } = limitsOf(await service.discovery());
  const header: Header = {
    kind: 'muster.send/1',
    run: newRun(world),
    at: new Date(world.now()).toISOString(),
    version,
    baseUrl: service.http.baseUrl,
    servicePrincipalId: place.servicePrincipalId,
    jobId: place.jobId,
    file: file.source.path,
    fileName: file.source.name,
    isPipe: file.source.isPipe,
    fileSha256: await file.source.sha256(),
    mappingSha256: known === undefined ? null : hashOf(known.mapping),
    nonce: world.uuid(),
    rows: survey.rows,
    good: survey.good,
    options: {
      mapping: known?.path ?? null,
      format: options.format ?? null,
      encoding: options.encoding ?? null,
      delimiter: options.delimiter ?? null,
      hasHeader: options.hasHeader,
      blank: options.blank ?? null,
      duplicates: options.duplicates,
      operations: Math.min(options.batch, operationsPerRequest),
      bytes: Math.min(MOST_BYTES, requestBytes),
    },
    isPart,
    label: options.label ?? null,
  };
  return { file, people, survey, journal: await beginJournal(header, world) };
}

/** A request of more is slow to repeat. */
const MOST_BYTES = 1_048_576;

async function prepareAgain(run: Run, { world, messages }: SendHands): Promise<Prepared> {
  const { header } = run;
  const file = await reopenFile(header.fileName, header.file, header.isPipe, header.options, world);
  if ((await file.source.sha256()) !== header.fileSha256)
    throw changed(`${header.file} is another than was sent`, header);
  const known = file.known;
  if (
    known !== undefined &&
    (hashOf(known.mapping) !== header.mappingSha256 ||
      known.mapping.confirmed !== headerHash(file.table?.columns ?? []))
  ) {
    throw changed(`The mapping ${known.path} is another than was sent with`, header);
  }
  const people = peopleOf(file, known);
  const survey = await surveyOf(people());
  messages.note(`Going on with run ${header.run}, ${describeFile(file, survey.rows)}, begun ${header.at}.`);
  tellBadRows(survey, messages);
  return { file, people, survey, journal: await resumeJournal(run, world) };
}

const changed = (what: string, { run, fileName }: Header) =>
  usage(`${what}.`, {
    code: 'Changed',
    advice: `Begin anew: muster send ${fileName}. To be rid of the old run: muster sends forget ${run}`,
  });

function tellBadRows(survey: Survey, { warn, note }: Messages): void {
  if (survey.bad.size === 0) return;
  warn(`${counted(survey.bad.size, 'row')} cannot be sent:`);
  for (const line of badRowLines(survey)) note(`  ${line}`);
}

async function sendPrepared(
  { file, people, survey, journal }: Prepared,
  options: SendOptions,
  limits: readonly Limit[],
  hands: SendHands,
): Promise<ExitCode> {
  const { world, messages, answers } = hands;
  const service = await hands.service();
  const { header } = journal.run;
  const place = { servicePrincipalId: header.servicePrincipalId, jobId: header.jobId };
  const plan = {
    people,
    survey,
    place,
    operations: header.options.operations,
    bytes: header.options.bytes,
    parallel: options.parallel,
    pacer: new Pacer(limits, limits.length === 0 ? [] : await sentBefore(header.jobId, world)),
    wait: options.wait,
    timeoutMs: options.timeoutMs,
  };
  let result: SendResult;
  try {
    const ports = {
      world,
      http: service.http,
      receipts: createReceipts(service.http),
      messages,
      progress: hands.progress(),
    };
    result = await sendAll(plan, journal, ports);
  } catch (error) {
    await journal.close();
    const hasSent = (await readRun(header.run, world)).sending.size > 0;
    if (!hasSent) await forgetRun(journal.run, world); // nothing of it can have arrived
    throw error;
  }
  const failures = failuresOf(survey, result);
  const failedFile = failures.length === 0 ? null : await keepFailed(options.failed, file, people, failures);
  const report: SendReport = {
    run: header.run,
    file: file.source.path,
    rows: survey.rows,
    accepted: result.accepted,
    outcomes: Object.fromEntries(KINDS.map((kind) => [kind, result.outcomes.count(kind)])) as Record<Kind, number>,
    failures,
    failedFile,
    uploads: result.uploads,
    elapsedMs: result.ms,
    settled: result.end,
    waited: options.wait === 'settled',
  };
  if (result.end.kind === 'settled') {
    await journal.write({ state: 'done', at: world.now(), failed: failures.length });
  }
  await journal.close();
  await answers.single({ kind: 'muster.send/1', value: report, text: reportText, name: () => header.run });
  return exitOf(report);
}

/** Of rows that could not be sent, that the service refused, and that failed on their way. */
function failuresOf({ bad }: Survey, { refused, outcomes }: SendResult): readonly FailedRow[] {
  const rows: FailedRow[] = [
    ...[...bad].flatMap(([line, faults]) =>
      faults.slice(0, 1).map((fault) => ({ line, ...fault, reason: faults.map(({ reason }) => reason).join(' ') })),
    ),
    ...refused,
    ...outcomes.failed,
  ];
  return rows.sort((one, other) => one.line - other.line);
}

async function keepFailed(
  asked: string | undefined,
  { source, table }: OpenedFile,
  people: () => AsyncIterable<Person>,
  failures: readonly FailedRow[],
): Promise<string> {
  const path = asked ?? (source.isPipe ? 'stdin.failed.csv' : failedPath(source.path, table !== undefined));
  await writeFailedRows(path, people(), new Map(failures.map((row) => [row.line, row])), table);
  return path;
}

async function sentBefore(jobId: string, world: World): Promise<readonly number[]> {
  const runs = await listRuns(world);
  return runs
    .filter(({ header }) => header.jobId === jobId)
    .flatMap(({ sending }) => [...sending.values()].map(({ at }) => at));
}

/** `20261129-2138-4f2a`: said aloud, and sorted by time. */
function newRun({ now, uuid }: World): string {
  const [date = '', time = ''] = new Date(now()).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${uuid().slice(0, 6)}`;
}

function hashOf(value: unknown): string {
  return headerHash([JSON.stringify(value)]);
}
