/** `muster outlet events`: what an outlet was sent, and what became of it. */
import type { Command } from 'commander';
import { type EventFilter, type OutletEvent, readEvents } from '../../client/webhooks/outlets';
import type { Column } from '../../output/answer';
import { localTime } from '../../output/numbers';
import { first } from '../../output/rows';
import { addCommand, type Stage } from '../command';
import { openJob } from '../jobDesk';

const SHOWN = 50;

export function addOutletEvents(family: Command, stage: Stage): void {
  addCommand<EventFilter & { readonly all?: boolean }>(family, stage, {
    name: 'events <name>',
    summary: 'List what an outlet was sent or is to be sent, and how each try went',
    examples: ['muster outlet events teams --state failed', 'muster outlet events teams --person 701984 --json'],
    options: (command) =>
      command
        .option('--state <state>', 'open, delivered or failed')
        .option('--person <externalId>', 'about this person')
        .option('--type <type>', 'of this type')
        .option('--all', `all of them, not the first ${SHOWN}`),
    run: async (muster, [name = ''], { state, person, type, all }) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.outletEvents/1',
        rows: first(readEvents(http, own, name, { state, person, type }), all ? Number.POSITIVE_INFINITY : SHOWN),
        columns: COLUMNS,
        name: ({ id }) => id,
        empty: 'There are no such events.',
      });
    },
  });
}

const COLUMNS: readonly Column<OutletEvent>[] = [
  { name: 'activityDateTime', heading: 'WHEN', read: ({ activityDateTime }) => localTime(activityDateTime) },
  { name: 'person', read: ({ person }) => person ?? '' },
  { name: 'type', read: ({ type }) => type },
  { name: 'state', read: ({ state }) => state },
  { name: 'attempts', heading: 'TRIES', read: ({ attempts }) => String(attempts) },
  {
    name: 'answer',
    heading: 'LAST ANSWER',
    read: ({ tries }) => {
      const last = tries.at(-1);
      return last === undefined ? '' : `${last.status ?? 'none'} ${last.answer}`.trim();
    },
  },
  { name: 'id', read: ({ id }) => id, hidden: true },
];
