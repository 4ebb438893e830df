/** `muster writeback`: what accounts got and HR is to have: how it stands, what is to be fetched, and what is tried again. */
import { type Command, Option } from 'commander';
import { readWritebacks, type Writeback } from '../../client/webhooks/writebacks';
import { EXIT } from '../../exit';
import type { Column } from '../../output/answer';
import { counted, localTime } from '../../output/numbers';
import { addCommand, addFamily, type Stage } from '../command';
import { openJob } from '../jobDesk';
import { parseWhen } from '../when';
import { chosenWriteback } from './chosenWriteback';
import { addExport } from './exportWriteback';

interface Listing {
  readonly outlet?: string;
  readonly person?: string;
  readonly state?: string;
  readonly since?: string;
}

const STATES = ['open', 'waiting', 'written', 'failed', 'parked'];

export function addWriteback(program: Command, stage: Stage): void {
  const family = addFamily(program, 'writeback', 'What accounts got, and HR is to have');
  addCommand<Listing>(family, stage, {
    name: 'list',
    summary: 'List people and how their writeback stands: open, waiting, written, failed or parked',
    examples: ['muster writeback list', 'muster writeback list --state parked --json'],
    options: (command) =>
      command
        .option('--outlet <name>', 'of this writeback')
        .option('--person <externalId>', 'of this person')
        .addOption(new Option('--state <state>', 'those in this state').choices(STATES))
        .option('--since <time>', 'changed since 2h, 3d, 2026-11-29 or an ISO time', (text) =>
          parseWhen(text, stage.hands.now()),
        ),
    run: async (muster, _, query) => {
      const { http, own } = await openJob(muster);
      await muster.answers.list({
        kind: 'muster.writebacks/1',
        rows: readWritebacks(http, own, query),
        columns: COLUMNS,
        name: ({ externalId }) => externalId,
        empty: 'There is nobody. A writeback is added with: muster outlet add NAME --file hr.json',
      });
    },
  });
  addExport(family, stage);
  addCommand<{ readonly outlet?: string }>(family, stage, {
    name: 'retry [person...]',
    summary: 'Let people go on who were parked, and send once more what was given up; everybody without a name',
    examples: ['muster writeback retry --outlet back', 'muster writeback retry --outlet back 701984'],
    options: (command) => command.option('--outlet <name>', 'of this writeback, where there are several'),
    run: async (muster, people, { outlet }) => {
      const { http, own } = await openJob(muster);
      const { name } = await chosenWriteback(http, own, outlet);
      const body = { outlet: name, people };
      await muster.answers.single({
        kind: 'muster.writebackRetry/1',
        value: await http.json<{ unparked: number; sentAgain: number }>('POST', `${own}/writeback/retry`, { body }),
        text: ({ unparked, sentAgain }) =>
          `${counted(unparked, 'person goes', 'people go')} on, ${counted(sentAgain, 'change is', 'changes are')} sent once more.`,
      });
      return EXIT.done;
    },
  });
}

const COLUMNS: readonly Column<Writeback>[] = [
  { name: 'externalId', heading: 'PERSON', read: ({ externalId }) => externalId },
  { name: 'outlet', read: ({ outlet }) => outlet },
  { name: 'state', read: ({ state }) => state },
  {
    name: 'changedDateTime',
    heading: 'CHANGED',
    read: ({ changedDateTime: at }) => (at === null ? '' : localTime(at)),
  },
  { name: 'changed', heading: 'WHAT', read: ({ changed }) => changed.join(' ') },
  { name: 'missing', heading: 'NOT THERE YET', read: ({ missing }) => missing.join(' ') },
  { name: 'attempts', heading: 'TRIES', read: ({ attempts }) => String(attempts) },
  { name: 'lastError', heading: 'LAST ERROR', read: reasonOf },
];

function reasonOf({ parked, lastError }: Writeback): string {
  return parked === null ? (lastError ?? '') : `${parked.attribute} went round: ${parked.seen.join(', ')}`;
}
