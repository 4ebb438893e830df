/** `muster doctor`: whether everything is as it should be, line by line, with what to run where it is not. */
import type { Command } from 'commander';
import { EXIT } from '../../exit';
import type { Column } from '../../output/answer';
import { addCommand, type Muster, type Stage } from '../command';
import { openJob } from '../jobDesk';
import type { Finding } from './finding';
import {
  asked,
  connectionFindings,
  heldFinding,
  jobFindings,
  journalFinding,
  nodeFinding,
  ownFindings,
  parkedFinding,
  schemaFinding,
  serviceFindings,
  tokenFinding,
} from './findings';
import { inletFindings, outletFindings } from './webhookFindings';

export function addDoctor(program: Command, stage: Stage): void {
  addCommand<{ readonly fixHints?: boolean }>(program, stage, {
    name: 'doctor',
    summary: 'Look whether everything is as it should be',
    description:
      'The service, the token, the job, its schema, its directory, its webhooks, what waits for somebody. Ends with 1 where something fails.',
    examples: ['muster doctor', 'muster doctor --fix-hints', 'muster doctor --json'],
    options: (command) => command.option('--fix-hints', 'also what to run, a column of its own'),
    run: async (muster, _, { fixHints }) => {
      const rows = await look(muster);
      const columns = COLUMNS.filter(({ name }) => fixHints || name !== 'fix');
      await muster.answers.list({ kind: 'muster.doctor/1', rows, columns, name: ({ what }) => what });
      if (!fixHints && rows.some(({ fix }) => fix !== null))
        muster.messages.note('What to run: muster doctor --fix-hints');
      return rows.some(({ status }) => status === 'FAIL') ? EXIT.failed : EXIT.done;
    },
  });
}

/** What is behind a question that fails is not asked: it would fail for the same reason. */
async function look(muster: Muster): Promise<readonly Finding[]> {
  const here = [nodeFinding(process.versions.node), ...(await asked('Sends', () => journalFinding(muster.world)))];
  const service = await muster.service();
  const [reached, token] = await Promise.all([
    asked('Service', () => serviceFindings(service, muster.world)),
    asked('Token', () => tokenFinding(service)),
  ]);
  const found = [...here, ...reached, ...token];
  if (found.some(({ status }) => status === 'FAIL')) return found;
  const desk = await openJob(muster);
  const others = await Promise.all([
    asked('Job', () => jobFindings(desk)),
    asked('Schema', () => schemaFinding(desk)),
    asked('Target', () => connectionFindings(desk)),
    asked('Deletions', () => heldFinding(desk)),
    asked('Inlets', () => inletFindings(desk, muster.world)),
    asked('Outlets', () => outletFindings(desk)),
    asked('Parked', () => parkedFinding(desk)),
    asked('Service', () => ownFindings(desk.http)),
  ]);
  return [...found, ...others.flat()];
}

const COLUMNS: readonly Column<Finding>[] = [
  { name: 'status', heading: '', read: ({ status }) => status },
  { name: 'what', read: ({ what }) => what },
  { name: 'detail', read: ({ detail }) => detail },
  { name: 'fix', heading: 'RUN', read: ({ fix }) => fix ?? '' },
];
