/** `muster job list`: every job that the caller may see, one a line. */
import type { Command } from 'commander';
import { type JobOverview, readOverview } from '../../client/overview';
import type { Column } from '../../output/answer';
import { count, localTime } from '../../output/numbers';
import { addCommand, type Stage } from '../command';

export function addList(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'list',
    summary: 'List the jobs, and how each is doing',
    examples: ['muster job list', 'muster job list --json'],
    run: async ({ service, answers }) => {
      const { http } = await service();
      await answers.list({
        kind: 'muster.jobs/1',
        rows: await readOverview(http),
        columns: COLUMNS,
        name: ({ jobId }) => jobId,
        empty: 'There is no job yet. Make one with: muster job create',
      });
    },
  });
}

const number = (value: number | null) => (value === null ? '?' : count(value));

const COLUMNS: readonly Column<JobOverview>[] = [
  { name: 'displayName', heading: 'NAME', read: ({ displayName }) => displayName },
  { name: 'state', read: ({ state, quarantine }) => [state, quarantine?.reason].filter(Boolean).join(': ') },
  { name: 'people', read: ({ people }) => count(people) },
  { name: 'escrowed', heading: 'FAILED', read: ({ escrowed }) => number(escrowed) },
  { name: 'held', read: ({ held }) => number(held && held.settling + held.staged) },
  { name: 'waiting', read: ({ waiting }) => number(waiting) },
  {
    name: 'lastUpload',
    heading: 'LAST UPLOAD',
    read: ({ lastUpload }) => (lastUpload === null ? '' : localTime(lastUpload.acceptedDateTime)),
  },
  { name: 'templateId', heading: 'TEMPLATE', read: ({ templateId }) => templateId },
  { name: 'jobId', heading: 'JOB', read: ({ jobId }) => jobId },
];
