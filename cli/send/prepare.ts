/** A send before its first byte: the file read, mapped, checked and guarded, and a journal begun or taken up again. */
import { version } from '../../package.json';
import { type Discovery, limitsOf } from '../client/discovery';
import type { JobPlace } from '../client/jobs';
import type { Service } from '../client/service';
import { usage } from '../exit';
import { discardPipe, openSource, sourceOf } from '../files/source';
import type { Messages } from '../output/messages';
import { counted } from '../output/numbers';
import type { World } from '../world';
import { confirmedMapping } from './confirmMapping';
import { lastWhole, type Most, parseMost, requireSound } from './guards';
import {
  beginJournal,
  type Header,
  type Journal,
  type LeaversSource,
  listRuns,
  type Run,
  resumeJournal,
} from './journal';
import { type Leavers, leaversBeside, leaversKnown, NO_LEAVERS } from './leavers';
import {
  describeFile,
  headerHash,
  isPartial,
  type KnownMapping,
  type OpenedFile,
  openFile,
  peopleOf,
  reopenFile,
} from './openFile';
import type { People } from './people';
import { remembered } from './remembered';
import type { SendHands, SendOptions } from './sendOptions';
import { badRowLines, requireNoDuplicates, type Survey, surveyOf } from './survey';

/** A file whose rows are known and checked, and a journal to send it by. */
export interface Prepared {
  readonly file: OpenedFile;
  readonly people: () => People;
  readonly survey: Survey;
  readonly leavers: Leavers;
  readonly journal: Journal;
}

export async function prepare(name: string, options: SendOptions, hands: SendHands): Promise<Prepared> {
  const { world } = hands;
  const service = await hands.service();
  const place = await service.job();
  const discovery = service.discovery(); // answered while the file is read
  discovery.catch(() => undefined);
  const file = await openFile(name, options, world);
  try {
    return await prepareFile(file, place, service, discovery, options, hands);
  } catch (error) {
    await discardPipe(file.source); // nothing of it was sent, and nobody can go on with it
    throw error;
  }
}

async function prepareFile(
  file: OpenedFile,
  place: JobPlace,
  service: Service,
  discovery: Promise<Discovery>,
  options: SendOptions,
  hands: SendHands,
): Promise<Prepared> {
  const { world, messages } = hands;
  const known = await confirmedMapping(file, { yes: options.yes, dryRun: false }, messages);
  const people = remembered(peopleOf(file, known));
  const survey = await surveyOf(people());
  messages.note(`${service.http.baseUrl}, job ${place.displayName ?? place.jobId}`);
  messages.note(`${describeFile(file, survey.rows)}.${known === undefined ? '' : ` Mapping ${known.path}`}`);
  tellBadRows(survey, messages);
  requireNoDuplicates(survey, options.duplicates, file.source.name);
  const maxFailures = options.maxFailures === undefined ? undefined : parseMost(options.maxFailures, '--max-failures');
  const isPart = options.allowShrink || isPartial(file);
  const last = lastWhole(await listRuns(world), place.jobId);
  const mayBeEmpty = options.whole !== undefined && options.leavers === 'disable';
  requireSound(survey, last, { file: file.source.name, allowShrink: isPart, mayBeEmpty, maxFailures });
  const from = await leaversSource(options, world);
  const most = options.maxLeavers === undefined ? undefined : parseMost(options.maxLeavers, '--max-leavers');
  const leavers = await findLeavers(from, file, known, survey, most, place, hands);
  const { operationsPerRequest, requestBytes } = limitsOf(await discovery);
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
      sheetQuirks: options.sheetQuirks,
      blank: options.blank ?? null,
      duplicates: options.duplicates,
      operations: Math.min(options.batch, operationsPerRequest),
      bytes: Math.min(MOST_BYTES, requestBytes),
      leavers: from,
    },
    isPart,
    label: options.label ?? null,
  };
  return { file, people, survey, leavers, journal: await beginJournal(header, world) };
}

/** A request of more is slow to repeat. */
const MOST_BYTES = 1_048_576;

/** @throws {Failure} 2 where file or mapping are others by now */
export async function prepareAgain(run: Run, hands: SendHands): Promise<Prepared> {
  const { world, messages } = hands;
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
  const people = remembered(peopleOf(file, known));
  const survey = await surveyOf(people());
  messages.note(`Going on with run ${header.run}, ${describeFile(file, survey.rows)}, begun ${header.at}.`);
  tellBadRows(survey, messages);
  const from = header.options.leavers;
  if (
    from?.kind === 'previous' &&
    (await sourceOf(from.file, from.file, false).then((old) => old.sha256())) !== from.sha256
  ) {
    throw changed(`${from.file} is another than leavers were found beside`, header);
  }
  const place = { servicePrincipalId: header.servicePrincipalId, jobId: header.jobId };
  const leavers = await findLeavers(from, file, known, survey, ALREADY_GUARDED, place, hands);
  return { file, people, survey, leavers, journal: await resumeJournal(run, world) };
}

const ALREADY_GUARDED = { rows: Number.POSITIVE_INFINITY };

/** @throws {Failure} 2 where it is not said beside what somebody is gone */
async function leaversSource(options: SendOptions, world: World): Promise<LeaversSource | null> {
  const { leavers, previous, known, whole } = options;
  if (leavers === 'off') return null;
  if (known) return { kind: 'known' };
  if (previous === undefined) {
    throw usage('Gone beside what?', {
      place: '--leavers disable',
      advice: 'Name the older file with --previous FILE, or say --known.',
    });
  }
  const source = await openSource(previous, world);
  return { kind: 'previous', file: source.path, sha256: await source.sha256(), whole: whole ?? null };
}

async function findLeavers(
  from: LeaversSource | null,
  { options }: OpenedFile,
  mapping: KnownMapping | undefined,
  survey: Survey,
  most: Most | undefined,
  place: JobPlace,
  { world, service }: SendHands,
): Promise<Leavers> {
  if (from === null) return NO_LEAVERS;
  if (from.kind === 'known') return leaversKnown(survey.keys, (await service()).http, place, most);
  const same = { ...options, ...(mapping !== undefined && { mapping: mapping.path }) };
  const read = async (name: string) => peopleOf(await openFile(name, same, world), mapping);
  const present = from.whole === null ? survey.keys : (await surveyOf((await read(from.whole))())).keys;
  return leaversBeside(present, await read(from.file), most);
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

/** `20261129-2138-4f2a`: said aloud, and sorted by time. */
function newRun({ now, uuid }: World): string {
  const [date = '', time = ''] = new Date(now()).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${uuid().slice(0, 6)}`;
}

function hashOf(value: unknown): string {
  return headerHash([JSON.stringify(value)]);
}
