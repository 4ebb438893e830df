/** `muster apply`: the service made to be as a file says; `muster diff config`: what that would change. */
import { type Command, InvalidArgumentError } from 'commander';
import { readConfiguration } from '../../client/configuration';
import { HOOK_KINDS, type HookKind } from '../../client/webhooks/hooks';
import { applyConfig } from '../../config/applyConfig';
import type { PathDifference } from '../../config/jsonDiff';
import { hasPassed, runCases } from '../../config/mappingCases';
import { differencesOfPlan, planConfig, type WantedJob } from '../../config/planConfig';
import { readConfig } from '../../config/readConfig';
import { EXIT, type ExitCode, Failure, usage } from '../../exit';
import { counted } from '../../output/numbers';
import { addCommand, type Muster, type Stage } from '../command';
import { addDryRun, confirmYes, type DryRunnable } from '../jobDesk';
import { tellDifferences } from '../tellDifferences';

interface ApplyOptions extends DryRunnable {
  readonly file: string;
  readonly exitCode?: boolean;
  readonly secrets?: boolean;
  readonly prune?: readonly HookKind[];
}

const addOptions = (command: Command) =>
  command
    .option('-f, --file <file>', 'the configuration; - is stdin', 'muster.json')
    .option('--secrets', 'what is secret, too: resolved here, and never shown')
    .option(
      '--prune <inlets,outlets>',
      'of jobs whose inlets or outlets the file lists, those that it does not',
      parseKinds,
    )
    .option('--exit-code', 'end with 3 where something would change');

export function addApply(program: Command, stage: Stage): void {
  addCommand<ApplyOptions>(program, stage, {
    name: 'apply',
    summary: 'Make the service as a file says',
    description: [
      'Nothing is taken away that the file does not name, but inlets and outlets where --prune says so. Mapping tests named in it run first, and nothing is written when one fails.',
      'Values may be ${env:NAME}, ${file:PATH} or a reference to a vault. What fails half-way is finished by saying it again.',
    ].join('\n\n'),
    examples: [
      'muster export --file muster.json && muster apply --file muster.json --yes',
      'muster apply --file muster.json --dry-run --exit-code',
    ],
    options: (command) => addDryRun(addOptions(command), 'show what would change, and write nothing'),
    run: (muster, _, options) => apply(muster, options),
  });
}

export function addDiffConfig(diff: Command, stage: Stage): void {
  addCommand<ApplyOptions>(diff, stage, {
    name: 'config',
    summary: 'Show what muster apply would change',
    examples: ['muster diff config --file muster.json', 'muster diff config --file muster.json --exit-code -o json'],
    options: addOptions,
    run: (muster, _, options) => apply(muster, { ...options, dryRun: true }),
  });
}

function parseKinds(text: string): readonly HookKind[] {
  return text.split(',').map((word) => {
    const kind = HOOK_KINDS.find((one) => one === word.trim());
    if (kind === undefined) throw new InvalidArgumentError(`Expected ${HOOK_KINDS.join(' or ')}, or both.`);
    return kind;
  });
}

async function apply(muster: Muster, { file, dryRun, exitCode, secrets, prune = [] }: ApplyOptions): Promise<ExitCode> {
  const { principals, tests } = await readConfig(file, secrets === true, muster.world);
  for (const test of tests) await mustPass(test, muster);
  const { http } = await muster.service();
  const plans = planConfig(principals, await readConfiguration(http), prune);
  const differences = differencesOfPlan(plans);
  if (dryRun || differences.length === 0) {
    await tellDifferences(muster, differences);
    return exitCode && differences.length > 0 ? EXIT.differs : EXIT.done;
  }
  for (const difference of differences) muster.messages.note(placeText(difference));
  await confirmYes(muster, `Change ${counted(differences.length, 'value')}?`);
  const steps: string[] = [];
  await applyConfig(plans, http, (step) => {
    steps.push(step);
    muster.messages.note(step);
  });
  const value = { changed: differences.length, steps };
  await muster.answers.single({ kind: 'muster.applied/1', value, text: () => `Changed ${differences.length}.` });
  return EXIT.done;
}

function placeText({ path, before, after }: PathDifference): string {
  return `${path}${before === undefined ? ' (new)' : ''}${after === undefined ? ' (taken away)' : ''}`;
}

async function mustPass(
  { job, folder }: { readonly job: WantedJob; readonly folder: string },
  { messages, world }: Muster,
): Promise<void> {
  if (job.schema === undefined) throw usage('Mapping tests need a schema beside them.', { place: folder });
  const failed: string[] = [];
  for await (const ran of runCases(job.schema, folder, world.cwd)) {
    if (!hasPassed(ran)) failed.push(`${ran.name}  (${ran.file})`);
  }
  if (failed.length === 0) return messages.note(`Mapping tests of ${folder} pass.`);
  throw new Failure(
    EXIT.failed,
    `${counted(failed.length, 'mapping test')} of ${folder} failed, so nothing was written.`,
    {
      code: 'TestFailed',
      details: failed,
    },
  );
}
