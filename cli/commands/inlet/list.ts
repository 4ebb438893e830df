/** `muster inlet list` and `show`: what there is, and how it does. */
import type { Command } from 'commander';
import { definitionOfInlet, inletPath, type KeptInlet, listInlets } from '../../client/webhooks/inlets';
import type { Column } from '../../output/answer';
import { count, counted, elapsed, localTime } from '../../output/numbers';
import { addCommand, type Stage } from '../command';
import { openJob } from '../jobDesk';

export function addInletList(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'list',
    summary: 'List the inlets of the job, and how they do',
    examples: ['muster inlet list', 'muster inlet list -o json'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.inlets/1',
        rows: await listInlets(http, own),
        columns: columnsAt(muster.world.now()),
        name: ({ name }) => name,
        empty: 'There are none. Make one with: muster inlet add NAME --preset bamboohr (muster inlet presets)',
      });
    },
  });
  addCommand(family, stage, {
    name: 'show <name>',
    summary: 'Show one: its definition, its URL and its health',
    examples: ['muster inlet show hr', 'muster inlet show hr -o json'],
    run: async (muster, [name = '']) => {
      const { http, own } = await openJob(muster);
      const value = await http.json<KeptInlet>('GET', inletPath(own, name));
      await muster.answers.single({ kind: 'muster.inlet/1', value, text: textOf, name: (inlet) => inlet.url });
    },
  });
}

const columnsAt = (now: number): readonly Column<KeptInlet>[] => [
  { name: 'name', read: ({ name }) => name },
  { name: 'preset', read: ({ preset }) => preset },
  { name: 'state', read: ({ health }) => health.state },
  { name: 'lastEvent', heading: 'LAST EVENT', read: ({ health }) => ago(health.lastReceived, now) },
  { name: 'lag', read: ({ health }) => elapsed(health.lagSeconds * 1_000) },
  { name: 'open', read: ({ health }) => count(health.open) },
  { name: 'parked', read: ({ health }) => count(health.parked) },
  { name: 'rejected24h', heading: 'REJECTED 24H', read: ({ health }) => count(health.rejected24h) },
  { name: 'secrets', read: ({ health }) => secretsOf(health) },
  { name: 'problem', heading: '', read: ({ health }) => problemOf(health) },
  { name: 'url', read: ({ url }) => url, hidden: true },
];

function ago(iso: string | null, now: number): string {
  return iso === null ? 'never' : `${elapsed(Math.max(0, now - Date.parse(iso)))} ago`;
}

function secretsOf({ secrets }: KeptInlet['health']): string {
  const verifying = secrets.filter(({ use }) => use === 'verify');
  const ending = verifying.flatMap(({ endsDateTime }) => (endsDateTime === null ? [] : [endsDateTime])).sort();
  const [first] = ending;
  return `${count(verifying.length)}${first === undefined ? '' : ` (one ends ${localTime(first)})`}`;
}

function problemOf({ state, lastFetchError, nextTryDateTime }: KeptInlet['health']): string {
  if (state !== 'failing' || lastFetchError === null) return '';
  const next = nextTryDateTime ? `, next try ${localTime(nextTryDateTime)}` : '';
  return `${lastFetchError.message}${next}`;
}

function textOf(inlet: KeptInlet) {
  const { name, url, health } = inlet;
  const parts = [`${counted(health.open, 'event')} open`, `${count(health.parked)} parked`];
  const secrets = health.secrets.map(
    ({ id, use, addedDateTime, endsDateTime, lastUsedDateTime }) =>
      `  ${id}  ${use}, added ${localTime(addedDateTime)}, ${lastUsedDateTime === null ? 'never used' : `last used ${localTime(lastUsedDateTime)}`}${endsDateTime === null ? '' : `, ends ${localTime(endsDateTime)}`}`,
  );
  const problem = problemOf(health);
  return [
    `${name}: ${health.state}${problem === '' ? '' : ` (${problem})`}, ${parts.join(', ')}, ${counted(health.rejected24h, 'delivery', 'deliveries')} refused in 24 h`,
    `  ${url}`,
    ...(secrets.length === 0 ? ['Secrets: none'] : ['Secrets', ...secrets]),
    'Definition',
    JSON.stringify(definitionOfInlet(inlet), null, 2),
  ].join('\n');
}
