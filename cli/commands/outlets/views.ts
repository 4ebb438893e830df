/** `muster outlet list` and `show`. */
import type { Command } from 'commander';
import { type Outlet, readOutlet, readOutlets } from '../../client/webhooks/outlets';
import type { Column } from '../../output/answer';
import { localTime } from '../../output/numbers';
import { addCommand, type Stage } from '../command';
import { openJob } from '../jobDesk';

export function addOutletViews(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'list',
    summary: 'List outlets and how they are doing',
    examples: ['muster outlet list'],
    run: async (muster) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.outlets/1',
        rows: await readOutlets(http, own),
        columns: COLUMNS,
        name: ({ name }) => name,
        empty: 'Nobody is told. Add an outlet: muster outlet add NAME --to https://…',
      });
    },
  });
}

/** Behind those that make one, so that its example finds it. */
export function addOutletShow(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'show <name>',
    summary: 'Show an outlet: where it leads, what it is told, how it is doing',
    examples: ['muster outlet show teams', 'muster outlet show teams --json'],
    run: async (muster, [name = '']) => {
      const { http, own } = await openJob(muster);
      await muster.answers.single({
        kind: 'muster.outlet/1',
        value: await readOutlet(http, own, name),
        text: outletText,
        name: (outlet) => outlet.name,
      });
    },
  });
}

export function outletText(outlet: Outlet): string {
  const { name, secrets, health } = outlet;
  const { state, nextTryDateTime, lastSuccessDateTime, lastFailure, dropped } = health;
  const lines = [
    `${name}: ${placeOf(outlet) || 'fetched by whoever listens'}, ${state}`,
    outlet.kind === 'writeback' ? `writes:   ${toldOf(outlet)}` : `told of:  ${toldOf(outlet)}; ${outlet.include}`,
    ...(secrets.length === 0
      ? []
      : [`secrets:  ${secrets.length === 1 ? '1' : `${secrets.length}, one of them for a time`}`]),
    ...(lastSuccessDateTime === null ? [] : [`taken:    ${localTime(lastSuccessDateTime)}`]),
    ...(lastFailure === null
      ? []
      : [`failed:   ${localTime(lastFailure.dateTime)}, ${lastFailure.status ?? 'no answer'}: ${lastFailure.message}`]),
    ...(nextTryDateTime === null ? [] : [`next try: ${localTime(nextTryDateTime)}`]),
    ...(dropped === 0 ? [] : [`dropped:  ${dropped}, since there were too many`]),
  ];
  return lines.join('\n');
}

/** Where it leads; empty: it is fetched from. */
function placeOf({ url, scim }: Outlet): string {
  return url ?? (typeof scim?.baseAddress === 'string' ? scim.baseAddress : '');
}

/** Types of events, or what is written back from what. */
function toldOf({ types = [], map }: Outlet): string {
  if (map === undefined) return types.join(', ') || 'everything';
  return Object.entries(map)
    .map(([name, { expression }]) => `${name} from ${expression}`)
    .join(', ');
}

const COLUMNS: readonly Column<Outlet>[] = [
  { name: 'name', read: ({ name }) => name },
  { name: 'state', read: ({ health }) => health.state },
  { name: 'url', heading: 'TO', read: (outlet) => placeOf(outlet) || 'fetched' },
  { name: 'types', heading: 'TOLD OF', read: toldOf },
  { name: 'include', read: ({ include = '' }) => include },
  {
    name: 'lastSuccessDateTime',
    heading: 'LAST TAKEN',
    read: ({ health: { lastSuccessDateTime: last } }) => (last === null ? '' : localTime(last)),
  },
];
