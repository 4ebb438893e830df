/** `muster inlet events`: what came, and what became of it; or as it happens. */
import type { Command } from 'commander';
import type { Http } from '../../client/http';
import { type EventQuestion, type InletEventSummary, inletPath, readInletEvents } from '../../client/webhooks/inlets';
import { EXIT, type ExitCode, Failure } from '../../exit';
import type { Column } from '../../output/answer';
import { localTime } from '../../output/numbers';
import { first } from '../../output/rows';
import type { World } from '../../world';
import { addCommand, type GlobalOptions, type Muster, parseCount, type Stage } from '../command';
import { openJob } from '../jobDesk';
import { parseWhen } from '../when';

interface EventsOptions extends EventQuestion {
  readonly follow?: boolean;
  readonly top: number;
}

export function addInletEvents(family: Command, stage: Stage): void {
  addCommand<EventsOptions>(family, stage, {
    name: 'events <name> [id]',
    summary: 'List what an inlet received, newest first, or show one event whole',
    description:
      'States: open, accepted, coalesced, overtaken, ignored, parked, split. --follow prints what comes, until Ctrl-C.',
    examples: [
      'muster inlet events hr',
      'muster inlet events hr --state parked --since 3d',
      'muster inlet events hr --follow --timeout 2s',
    ],
    options: (command) => {
      const when = (text: string) => parseWhen(text, stage.hands.now());
      command
        .option('--follow', 'go on with what comes')
        .option('--state <state>', 'only in this state')
        .option('--code <code>', 'only parked for this reason, such as NotFound')
        .option('--type <type>', 'only of this type')
        .option('--person <id>', 'only of this person, as the HR system names her')
        .option('--since <time>', '2h, 3d, 2026-11-29 or an ISO time', when)
        .option('--until <time>', 'the same', when)
        .option('--top <n>', 'how many', parseCount, 50);
    },
    run: showEvents,
  });
}

async function showEvents(
  muster: Muster,
  [name = '', id]: readonly string[],
  { follow, top, timeout, state, code, type, person, since, until }: EventsOptions & GlobalOptions,
): Promise<ExitCode> {
  const { http, own } = await openJob(muster);
  const path = inletPath(own, name);
  if (id !== undefined) {
    const value = await http.json<InletEventSummary>('GET', `${path}/events/${encodeURIComponent(id)}`);
    const text = (event: InletEventSummary) => JSON.stringify(event, null, 2);
    await muster.answers.single({ kind: 'muster.inletEvent/1', value, text, name: (event) => event.id });
    return EXIT.done;
  }
  const question = { state, code, type, person, since, until };
  const rows = follow
    ? coming(http, path, question, timeout, muster.world)
    : first(readInletEvents(http, path, question, Math.min(top, 200)), top);
  if (follow && muster.answers.format === 'table') {
    for await (const event of rows) await muster.answers.raw(`${COLUMNS.map(({ read }) => read(event)).join('  ')}\n`);
    return EXIT.done;
  }
  await muster.answers.list({
    kind: 'muster.inletEvents/1',
    rows,
    columns: COLUMNS,
    name: (event) => event.id,
    empty: 'Nothing came.',
  });
  return EXIT.done;
}

const COLUMNS: readonly Column<InletEventSummary>[] = [
  { name: 'received', read: ({ receivedDateTime }) => localTime(receivedDateTime) },
  { name: 'state', read: ({ state }) => state },
  { name: 'type', read: ({ type }) => type ?? '' },
  { name: 'person', read: ({ person }) => person ?? '' },
  {
    name: 'what',
    read: ({ code, reason, uploadId }) => (code === null ? (uploadId ?? '') : `${code}: ${reason ?? ''}`),
  },
  { name: 'id', read: ({ id }) => id },
];

const POLL_MS = 2_000;
const PAGE = 100;
/** Events of one moment may come to light a little out of order. */
const OVERLAP_MS = 60_000;

/** In order of time, each once in each of its states. Ends with the command, or when the time is up. */
async function* coming(
  http: Http,
  path: string,
  question: EventQuestion,
  timeoutMs: number | undefined,
  { now, wait, interrupted }: World,
): AsyncGenerator<InletEventSummary> {
  const until = now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
  const start = question.since === undefined ? now() - POLL_MS : Date.parse(question.since);
  const told = new Map<string, number>();
  while (!interrupted.aborted && now() < until) {
    const since = new Date(Math.max(start, now() - OVERLAP_MS)).toISOString();
    for (const event of await fresh(http, path, { ...question, since }, told)) {
      told.set(`${event.id} ${event.state}`, now());
      yield event;
    }
    for (const [key, at] of told) if (at < now() - 2 * OVERLAP_MS) told.delete(key);
    await wait(Math.min(POLL_MS, Math.max(0, until - now()))).catch(() => undefined); // the loop asks whether to end
  }
}

/** None while the service is away. */
async function fresh(http: Http, path: string, question: EventQuestion, told: ReadonlyMap<string, number>) {
  const events: InletEventSummary[] = [];
  try {
    for await (const event of readInletEvents(http, path, question, PAGE)) {
      if (!told.has(`${event.id} ${event.state}`)) events.push(event);
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.exit !== EXIT.failed || error.code !== 'Unreachable') throw error;
  }
  return events.reverse();
}
