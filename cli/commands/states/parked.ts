/** `muster parked`: messages that nobody could work on, whichever job's they are. */
import type { Command } from 'commander';
import type { Column } from '../../output/answer';
import { localTime } from '../../output/numbers';
import { addCommand, addFamily, type Stage } from '../command';

interface ParkedMessage {
  readonly id: string;
  readonly parkedDateTime: string;
  readonly reason: string;
  readonly jobId: string | null;
  readonly kind: string | null;
  readonly uploadId: string | null;
}

export function addParked(program: Command, stage: Stage): void {
  const family = addFamily(program, 'parked', 'Messages that nobody could work on');
  addCommand(family, stage, {
    name: 'list',
    summary: 'List messages that nobody could work on, and why, newest first',
    examples: ['muster parked list'],
    run: async ({ service, answers }) => {
      const { http } = await service();
      await answers.list({
        kind: 'muster.parked/1',
        rows: http.list<ParkedMessage>('/muster/parkedMessages'),
        columns: COLUMNS,
        name: ({ id }) => id,
        empty: 'Nothing is parked.',
      });
    },
  });
}

const COLUMNS: readonly Column<ParkedMessage>[] = [
  { name: 'parkedDateTime', heading: 'PARKED', read: ({ parkedDateTime }) => localTime(parkedDateTime) },
  { name: 'kind', read: ({ kind }) => kind ?? 'unreadable' },
  { name: 'uploadId', heading: 'UPLOAD', read: ({ uploadId }) => uploadId ?? '' },
  { name: 'reason', read: ({ reason }) => reason },
  { name: 'jobId', heading: 'JOB', read: ({ jobId }) => jobId ?? '' },
];
