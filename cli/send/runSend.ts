/** `muster send`, from a file name to a report: read, map, guard, send, follow, tell (spec/hands.md 1.5). */
import { createReceipts } from '../client/receipts';
import { EXIT, type ExitCode } from '../exit';
import { discardPipe } from '../files/source';
import type { World } from '../world';
import { failedPath, writeFailedRows } from './failedRows';
import { parseMost } from './guards';
import { forgetRun, listRuns, readRun } from './journal';
import type { OpenedFile } from './openFile';
import { type FailedRow, KINDS, type Kind } from './outcomes';
import { type Limit, Pacer, parsePace } from './pace';
import type { People } from './people';
import { type Prepared, prepare, prepareAgain } from './prepare';
import { exitOf, reportText, type SendReport } from './report';
import { type SendResult, sendAll } from './sendAll';
import type { SendHands, SendOptions } from './sendOptions';
import type { Survey } from './survey';

export async function sendFile(name: string, options: SendOptions, hands: SendHands): Promise<ExitCode> {
  const limits = parsePace(options.pace);
  if (options.maxFailures !== undefined) parseMost(options.maxFailures, '--max-failures'); // before anything is read
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

async function sendPrepared(
  { file, people, survey, leavers, journal }: Prepared,
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
    leavers,
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
    journal.write({ state: 'done', at: world.now(), failed: failures.length });
    await discardPipe(file.source);
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
  people: () => People,
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
