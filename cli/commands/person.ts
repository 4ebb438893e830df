/** `muster person run`: one person, now, with every step. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { changeTexts, type OnDemandAnswer, provisionOnDemand } from '../client/onDemand';
import { EXIT, type ExitCode, reasonOf, usage } from '../exit';
import { addCommand, addFamily, type Muster, type Stage } from './command';
import { addDryRun, type DryRunnable, openJob } from './jobDesk';

interface RunOptions extends DryRunnable {
  readonly data?: string;
  readonly rematch?: boolean;
}

export function addPerson(program: Command, stage: Stage): void {
  const family = addFamily(program, 'person', 'One person');
  addCommand<RunOptions>(family, stage, {
    name: 'run <person>',
    summary: 'Provision one person now, and show every step',
    description:
      'With what was uploaded last of the person, by externalId, or with --data. Nobody is disabled or deleted by it. Ends with 1 when it fails.',
    examples: ['muster person run 701984 --dry-run', 'muster person run 701984 --data person.json --dry-run --json'],
    options: (command) =>
      addDryRun(
        command
          .option('--data <file>', 'a SCIM user; without --dry-run it counts as an upload of one')
          .option('--rematch', 'forget the account first, and look for it anew'),
        'decide everything, and write nothing',
      ),
    run: runPerson,
  });
}

async function runPerson(
  muster: Muster,
  [externalId = '']: readonly string[],
  { data, dryRun, rematch }: RunOptions,
): Promise<ExitCode> {
  const user = data === undefined ? undefined : await readUser(resolve(muster.world.cwd, data), data);
  const { http, job } = await openJob(muster);
  const question = { externalId, dryRun: dryRun === true, rematch: rematch === true, ...(user && { data: user }) };
  const answer = await provisionOnDemand(http, job, question);
  await muster.answers.single({ kind: 'muster.personRun/1', value: answer, text: textOf });
  for (const note of answer.notes) muster.messages.note(note);
  return answer.statusInfo.status === 'Failure' ? EXIT.failed : EXIT.done;
}

async function readUser(path: string, shown: string): Promise<object> {
  const text = await readFile(path, 'utf8');
  try {
    const user: unknown = JSON.parse(text);
    if (typeof user === 'object' && user !== null && !Array.isArray(user)) return user;
  } catch (error) {
    throw usage(`${shown}: ${reasonOf(error)}`, { place: '--data', cause: error });
  }
  throw usage(`${shown} must hold one person, a JSON object.`, { place: '--data' });
}

function textOf(answer: OnDemandAnswer): string {
  const { action, statusInfo, reportableIdentifier, provisioningSteps } = answer;
  const { status, errorCode, reason, recommendedAction } = statusInfo;
  return [
    `${reportableIdentifier}: ${action}, ${status}`,
    ...(errorCode === null ? [] : [`  ${errorCode}: ${reason ?? ''}`]),
    ...(recommendedAction === null ? [] : [`  ${recommendedAction}`]),
    ...changeTexts(answer).map((line) => `  ${line}`),
    'Steps:',
    ...provisioningSteps.map((step) => `  ${step.status.padEnd(8)} ${step.name}: ${step.description}`),
  ].join('\n');
}
