/** `muster inlet replay`: what came, worked on once more, with today's definition and at the inlet's own pace. */
import type { Command } from 'commander';
import type { Http } from '../../client/http';
import { inletPath, readInletEvents } from '../../client/webhooks/inlets';
import { EXIT, type ExitCode, usage } from '../../exit';
import { counted } from '../../output/numbers';
import { first } from '../../output/rows';
import { addCommand, type Muster, type Stage } from '../command';
import { addDryRun, type DryRunnable, openJob } from '../jobDesk';
import { parseWhen } from '../when';

export interface ReplayOptions extends DryRunnable {
  readonly parked?: boolean;
  readonly state?: string;
  readonly code?: string;
  readonly since?: string;
  readonly until?: string;
}

interface Replayed {
  readonly replayed: number;
  readonly missing: readonly string[];
  readonly more?: boolean;
}

export function addInletReplay(family: Command, stage: Stage): void {
  addCommand<ReplayOptions>(family, stage, {
    name: 'replay <name> [id...]',
    summary: 'Work on events once more: those named, or all that are parked',
    description: 'What is older than what was accepted since is never applied over it.',
    examples: [
      'muster inlet replay hr --parked',
      'muster inlet replay hr --parked --code NotFound --since 7d --dry-run',
    ],
    options: (command) => addReplayOptions(command, stage),
    run: (muster, [name = '', ...ids], options) => replayInlet(muster, name, ids, options),
  });
}

export function addReplayOptions(command: Command, stage: Stage): void {
  const when = (text: string) => parseWhen(text, stage.hands.now());
  addDryRun(
    command
      .option('--parked', 'the same as --state parked')
      .option('--state <state>', 'parked, overtaken, ignored, accepted or coalesced')
      .option('--code <code>', 'only those parked for this reason, such as NotFound')
      .option('--since <time>', 'received since 2h, 3d, 2026-11-29 or an ISO time', when)
      .option('--until <time>', 'the same', when),
    'list them, and do nothing',
  );
}

export async function replayInlet(
  muster: Muster,
  name: string,
  ids: readonly string[],
  { parked, state = parked ? 'parked' : undefined, code, since, until, dryRun }: ReplayOptions,
): Promise<ExitCode> {
  if ((ids.length === 0) === (state === undefined)) {
    throw usage('Which events?', { advice: 'Name their ids, or say --parked, or --state STATE.' });
  }
  const { http, own } = await openJob(muster);
  const path = inletPath(own, name);
  if (dryRun) return show(muster, http, path, ids, { state, code, since, until });
  const wanted = ids.length > 0 ? { ids } : { state, code, from: since, to: until };
  const done = await replayAll(http, `${path}/replay`, wanted);
  await muster.answers.single({
    kind: 'muster.replayed/1',
    value: done,
    text: ({ replayed, missing }) =>
      [
        `${counted(replayed, 'event')} ${replayed === 1 ? 'is' : 'are'} worked on once more.`,
        ...missing.map((id) => `${id}: there is none such, or it is being worked on.`),
      ].join('\n'),
  });
  return done.missing.length > 0 ? EXIT.failed : EXIT.done;
}

/** The service takes a thousand at once and says whether there are more. */
async function replayAll(http: Http, path: string, wanted: object): Promise<Replayed> {
  let replayed = 0;
  for (;;) {
    const answer = await http.json<Replayed>('POST', path, { body: wanted });
    replayed += answer.replayed;
    if (!answer.more || answer.replayed === 0) return { replayed, missing: answer.missing };
  }
}

const MOST_SHOWN = 1_000;

async function show(
  { answers }: Muster,
  http: Http,
  path: string,
  ids: readonly string[],
  question: Parameters<typeof readInletEvents>[2],
): Promise<ExitCode> {
  const listed = first(readInletEvents(http, path, question, 200), MOST_SHOWN);
  const rows: { readonly id: string }[] = [];
  if (ids.length > 0) rows.push(...ids.map((id) => ({ id })));
  else for await (const event of listed) rows.push(event);
  await answers.list({
    kind: 'muster.inletEvents/1',
    rows,
    columns: [
      { name: 'id', read: ({ id }) => id },
      { name: 'person', read: (row) => String('person' in row ? (row.person ?? '') : '') },
      { name: 'code', read: (row) => String('code' in row ? (row.code ?? '') : '') },
    ],
    name: ({ id }) => id,
    empty: 'There are none.',
  });
  return EXIT.done;
}
