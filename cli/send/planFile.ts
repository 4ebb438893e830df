/** `muster send --dry-run`: the plan of a file. Everything is read and judged as for sending, and nothing is written anywhere. */
import { limitsOf } from '../client/discovery';
import { type PlannedPerson, type PlanTotals, planUpload } from '../client/plan';
import { EXIT, type ExitCode, Failure, usage } from '../exit';
import { oneByOne } from '../files/batches';
import { discardPipe } from '../files/source';
import type { Column, ListAnswer } from '../output/answer';
import { count, counted } from '../output/numbers';
import { confirmedMapping } from './confirmMapping';
import { describeFile, type FileOptions, type OpenedFile, openFile, peopleOf } from './openFile';
import { envelopeOf, operationOf, type People } from './people';
import type { SendHands, SendOptions } from './sendOptions';
import { badRowLines, requireNoDuplicates, type Survey, surveyOf } from './survey';

export interface PlanOptions extends Pick<SendOptions, 'yes' | 'duplicates'> {
  /** Every change of everybody. */
  readonly full: boolean;
  /** Whether differences are told by the exit code. */
  readonly exitCode: boolean;
}

/** @throws {Failure} 2 for more people than can be planned in one piece */
export async function planFile(name: string, options: PlanOptions & FileOptions, hands: SendHands): Promise<ExitCode> {
  await hands.service(); // before anybody is asked anything
  const file = await openFile(name, options, hands.world);
  try {
    return await planOpened(file, options, hands);
  } finally {
    await discardPipe(file.source);
  }
}

async function planOpened(
  file: OpenedFile,
  options: PlanOptions,
  { messages, answers, service }: SendHands,
): Promise<ExitCode> {
  const opened = await service();
  const place = await opened.job();
  const people = peopleOf(file, await confirmedMapping(file, { yes: options.yes, dryRun: true }, messages));
  const survey = await surveyOf(people());
  messages.note(`${describeFile(file, survey.rows)}.`);
  for (const line of badRowLines(survey)) messages.warn(line);
  requireNoDuplicates(survey, options.duplicates, file.source.name);
  const { planOperations } = limitsOf(await opened.discovery());
  if (survey.good > planOperations) {
    throw usage(
      `${counted(survey.good, 'row')} are more than the ${count(planOperations)} that are planned in one piece.`,
      {
        code: 'TooLarge',
        advice: 'Raise PLAN_MAX_OPERATIONS, or plan a part: a plan in parts forecasts the deletion guard wrong.',
      },
    );
  }
  if (survey.good === 0)
    throw new Failure(EXIT.guarded, `${file.source.name} holds nobody that can be sent.`, { code: 'EmptyFile' });
  let totals: PlanTotals | undefined;
  async function* rows(): AsyncGenerator<PlannedPerson> {
    for await (const line of planUpload(opened.http, place, await bodyOf(people(), survey))) {
      if (line.kind === 'totals') totals = line;
      else if (line.status !== 'skipped' || options.full) yield line;
    }
  }
  await answers.list(planAnswer(rows(), options.full));
  if (totals === undefined) throw new Failure(EXIT.failed, 'The plan ends before it is complete.');
  for (const line of totalLines(totals)) messages.note(line);
  return exitOf(totals, survey, options.exitCode);
}

async function bodyOf(people: People, { overtaken }: Survey): Promise<string> {
  const operations = [];
  for await (const { line, person } of oneByOne(people)) {
    if (person !== undefined && !overtaken.has(line)) operations.push(operationOf(line, person.data));
  }
  return JSON.stringify(envelopeOf(operations));
}

const CHANGES_SHOWN = 2;

function planAnswer(rows: AsyncIterable<PlannedPerson>, full: boolean): ListAnswer<PlannedPerson> {
  const columns: readonly Column<PlannedPerson>[] = [
    { name: 'externalId', heading: 'PERSON', read: ({ externalId }) => externalId ?? '' },
    {
      name: 'action',
      read: ({ action, status, errorCode }) => (status === 'failure' ? `fails: ${errorCode}` : action),
    },
    { name: 'changes', read: ({ changes }) => changesText(changes, full) },
    { name: 'warnings', read: ({ warnings }) => warnings.map(({ code = '' }) => code).join(', ') },
  ];
  return {
    kind: 'muster.plan/1',
    rows,
    columns,
    name: ({ externalId }) => externalId ?? '',
    empty: 'Nobody would change.',
  };
}

function changesText(changes: PlannedPerson['changes'], full: boolean): string {
  const shown = full ? changes : changes.slice(0, CHANGES_SHOWN);
  const told = shown.map(({ name, oldValue, newValue }) => {
    return oldValue === null ? `${name} → ${newValue ?? 'none'}` : `${name}: ${oldValue} → ${newValue ?? 'none'}`;
  });
  const rest = changes.length - shown.length;
  return [...told, ...(rest > 0 ? [`… ${rest} more (--full)`] : [])].join(', ');
}

function totalLines({
  create,
  update,
  disable,
  delete: deleted,
  skipped,
  failed,
  guard,
  notes,
  stopped,
}: PlanTotals): readonly string[] {
  const unchanged = Object.values(skipped).reduce((sum, one) => sum + one, 0);
  const counts = Object.entries({ create, update, disable, delete: deleted, 'leave as is': unchanged, fail: failed });
  return [
    `Plan: ${
      counts
        .filter(([, value]) => value > 0)
        .map(([what, value]) => `${what} ${count(value)}`)
        .join(', ') || 'nothing'
    }.`,
    `Deletion guard: ${guard.reason}`,
    ...notes,
    ...(stopped === null ? [] : [`The plan stopped: ${stopped.errorCode}: ${stopped.reason}`]),
  ];
}

function exitOf(totals: PlanTotals, { bad }: Survey, tellsDifferences: boolean): ExitCode {
  if (totals.guard.tripped) return EXIT.guarded;
  if (totals.failed > 0 || totals.stopped !== null || bad.size > 0) return EXIT.failed;
  const changes = totals.create + totals.update + totals.disable + totals.delete;
  return tellsDifferences && changes > 0 ? EXIT.differs : EXIT.done;
}
