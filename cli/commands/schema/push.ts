/** `muster schema push`, `diff` and `reset`: the schema of a job from a file, what that would change, and back to the template. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSchema } from '../../client/schema';
import type { PathDifference } from '../../config/jsonDiff';
import { judgeSchema, readSchemaFile, schemaDifferences, warningText } from '../../config/schemaFile';
import { EXIT, type ExitCode, Failure } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { addDryRun, carryOut, confirmYes, type DryRunnable, type JobDesk, openJob } from '../jobDesk';
import { tellDifferences } from '../tellDifferences';
import { mustPass } from './test';

interface FileOption {
  readonly file: string;
}

const addFile = (command: Command) => command.requiredOption('-f, --file <file>', 'the schema');

export function addSchemaDiff(family: Command, stage: Stage): void {
  addCommand<FileOption & { readonly exitCode?: boolean }>(family, stage, {
    name: 'diff',
    summary: 'Show what saving a file as the schema would change',
    examples: ['muster schema diff --file schema.json', 'muster schema diff --file schema.json --exit-code -o json'],
    options: (command) => addFile(command).option('--exit-code', 'end with 3 where something would change'),
    run: async (muster, _, { file, exitCode }) => {
      const { differences } = await compare(muster, await openJob(muster), file);
      await tellDifferences(muster, differences);
      return exitCode && differences.length > 0 ? EXIT.differs : EXIT.done;
    },
  });
}

interface PushOptions extends FileOption, DryRunnable {
  readonly cases?: string;
  readonly warningsAsErrors?: boolean;
  readonly force?: boolean;
}

export function addPush(family: Command, stage: Stage): void {
  addCommand<PushOptions>(family, stage, {
    name: 'push',
    summary: 'Save a file as the schema of a job',
    description:
      'It is judged first, by the rules of the service, and everybody is evaluated anew afterwards. A file that was pulled is not saved over what somebody else has saved since; --force saves it all the same.',
    examples: ['muster schema push --file schema.json --dry-run', 'muster schema push --file schema.json'],
    options: (command) =>
      addDryRun(
        addFile(command)
          .option('--cases <dir>', 'mapping tests; nothing is saved when one fails')
          .option('--warnings-as-errors', 'save nothing that is warned of')
          .option('--force', 'save over what was saved since'),
        'show what would change, and save nothing',
      ),
    run: push,
  });
}

async function push(muster: Muster, _: readonly string[], options: PushOptions): Promise<ExitCode> {
  const desk = await openJob(muster);
  const { read, kept, differences } = await compare(muster, desk, options.file);
  if (options.cases !== undefined) {
    await mustPass(muster, read.schema, options.cases);
  }
  if (options.warningsAsErrors && read.warnings.length > 0) {
    throw new Failure(EXIT.failed, 'There are warnings, so nothing was saved.', { code: 'Warnings' });
  }
  const pulled = `"${String(read.given.version ?? '')}"`;
  const isStale = kept.etag !== undefined && read.given.version !== undefined && kept.etag !== pulled;
  if (isStale && !options.force) {
    throw new Failure(
      EXIT.failed,
      `The schema was saved since ${options.file} was pulled: it is ${kept.etag} by now.`,
      {
        code: 'SchemaChanged',
        place: options.file,
        advice: 'Pull it again and merge, or say --force.',
      },
    );
  }
  if (options.dryRun) {
    await tellDifferences(muster, differences);
    return EXIT.done;
  }
  const headers = kept.etag === undefined ? undefined : { 'if-match': kept.etag };
  const done = `Saved, ${differences.length} changed. Everybody is evaluated anew.`;
  const deed = { method: 'PUT', path: `${desk.job}/schema`, body: read.given, done, action: 'schemaPush' } as const;
  await carryOut(muster, desk, { ...deed, ...(headers && { headers }) }, {});
  return EXIT.done;
}

/** Warns of what the file is likely to surprise with. */
async function compare({ messages, world }: Muster, { http, job }: JobDesk, file: string) {
  const read = await readSchemaFile(resolve(world.cwd, file), file);
  for (const warning of read.warnings) messages.warn(warningText(warning));
  const kept = await readSchema(http, job);
  const now = judgeSchema(kept.schema, 'The schema of the job');
  const differences: readonly PathDifference[] = schemaDifferences(now.schema, read.schema);
  return { read, kept, differences };
}

export function addReset(family: Command, stage: Stage): void {
  addCommand<DryRunnable>(family, stage, {
    name: 'reset',
    summary: 'Go back to the schema of the template',
    examples: ['muster schema reset --dry-run', 'muster schema reset --yes'],
    options: addDryRun,
    run: async (muster, _, options) => {
      const desk = await openJob(muster);
      if (!options.dryRun) await confirmYes(muster, 'Go back to the schema of the template?');
      const deed = { method: 'DELETE', path: `${desk.job}/schema`, done: 'Reset.', action: 'schemaReset' } as const;
      await carryOut(muster, desk, deed, options);
    },
  });
}
