/** `muster webhook`: inlets and outlets together, for whoever only wants to know whether webhooks do. */
import type { Command } from 'commander';
import type { Http } from '../client/http';
import { listInlets } from '../client/webhooks/inlets';
import { outletPath, readOutlets } from '../client/webhooks/outlets';
import { EXIT, type ExitCode, usage } from '../exit';
import { count } from '../output/numbers';
import { addCommand, addFamily, type Muster, type Stage } from './command';
import { addReplayOptions, type ReplayOptions, replayInlet } from './inlet/replay';
import { addSampleOptions, type SampleOptions, tryInlet } from './inlet/test';
import { carryOut, openJob } from './jobDesk';

interface Webhook {
  readonly name: string;
  readonly direction: 'in' | 'out';
  readonly state: string;
  /** Of an inlet: not worked on yet. */
  readonly open: number | null;
  /** Of an inlet: put aside with a reason. */
  readonly parked: number | null;
  readonly url: string;
}

export function addWebhook(program: Command, stage: Stage): void {
  const family = addFamily(program, 'webhook', 'Inlets and outlets together');
  addCommand(family, stage, {
    name: 'list',
    summary: 'List the inlets and outlets of the job, and how they do',
    examples: ['muster webhook list'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.webhooks/1',
        rows: await listWebhooks(http, own),
        columns: [
          { name: 'name', read: ({ name }) => name },
          { name: 'direction', read: ({ direction }) => direction },
          { name: 'state', read: ({ state }) => state },
          { name: 'open', read: ({ open }) => (open === null ? '' : count(open)) },
          { name: 'parked', read: ({ parked }) => (parked === null ? '' : count(parked)) },
          { name: 'url', read: ({ url }) => url },
        ],
        name: ({ name }) => name,
        empty: 'There are none. Make one with: muster inlet add NAME, or muster outlet add NAME',
      });
    },
  });
  addCommand<SampleOptions>(family, stage, {
    name: 'test <name>',
    summary: 'Try an inlet with a sample, or have an outlet send one',
    examples: ['muster webhook test hr --event inlets/hr.event.json'],
    options: addSampleOptions,
    run: async (muster, [name = ''], options) => {
      if ((await directionOf(muster, name)) === 'in') return tryInlet(muster, name, options);
      return actOnOutlet(muster, name, 'test', {}, `${name} has sent a sample.`);
    },
  });
  addCommand<ReplayOptions>(family, stage, {
    name: 'replay <name> [id...]',
    summary: 'Work on events of an inlet once more, or send those of an outlet again',
    examples: ['muster webhook replay hr --parked'],
    options: (command) => addReplayOptions(command, stage),
    run: async (muster, [name = '', ...ids], options) => {
      if ((await directionOf(muster, name)) === 'in') return replayInlet(muster, name, ids, options);
      const body = ids.length > 0 ? { ids } : { from: options.since, to: options.until };
      return actOnOutlet(muster, name, 'replay', body, `${name} sends them again.`, options.dryRun);
    },
  });
}

async function listWebhooks(http: Http, own: string): Promise<readonly Webhook[]> {
  const [inlets, outlets] = await Promise.all([listInlets(http, own), readOutlets(http, own)]);
  return [
    ...inlets.map(({ name, url, health: { state, open, parked } }) => {
      return { name, direction: 'in' as const, state, open, parked, url };
    }),
    ...outlets.map(({ name, url, health: { state } }) => {
      return { name, direction: 'out' as const, state, open: null, parked: null, url: url ?? '' };
    }),
  ];
}

/** @throws {Failure} 2 where there is none of that name, or one of each */
async function directionOf(muster: Muster, name: string): Promise<Webhook['direction']> {
  const { http, own } = await openJob(muster);
  const [found, other] = (await listWebhooks(http, own)).filter((webhook) => webhook.name === name);
  if (found !== undefined && other === undefined) return found.direction;
  throw found === undefined
    ? usage(`There is no inlet and no outlet "${name}".`, { advice: 'See muster webhook list' })
    : usage(`"${name}" is an inlet and an outlet.`, { advice: 'Say which: muster inlet …, or muster outlet …' });
}

async function actOnOutlet(
  muster: Muster,
  name: string,
  action: string,
  body: object,
  done: string,
  dryRun = false,
): Promise<ExitCode> {
  const desk = await openJob(muster);
  const path = `${outletPath(desk.own, name)}/${action}`;
  await carryOut(muster, desk, { method: 'POST', path, body, done, action: `outlet${action}` }, { dryRun });
  return EXIT.done;
}
