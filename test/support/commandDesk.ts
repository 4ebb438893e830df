/** Where stories of the command line happen: a running stack, and a folder beside it with the files of docs/examples. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandPlace, type CommandRun, muster } from './musterCommand';
import { ROOT, type Stack, startStack, temporaryFolder } from './stack';

export interface CommandDesk {
  readonly folder: string;
  readonly place: CommandPlace;
  stack(): Stack;
  /** As a person beside `npm start` would: nothing is set. */
  run(...args: string[]): Promise<CommandRun>;
}

/** Opened before the tests of the file, and cleared away after them. */
export function openDesk(): CommandDesk {
  const { path, remove } = temporaryFolder();
  const place = { cwd: path, home: path };
  let stack: Stack | undefined;
  beforeAll(async () => {
    cpSync(join(ROOT, 'docs/examples'), path, { recursive: true });
    mkdirSync(join(path, '.muster'));
    const settings = { DELETION_SETTLE_SECONDS: '1', SUPERVISE_SCHEDULE: '*/1 * * * * *' };
    stack = await startStack(join(path, '.muster'), settings);
  });
  afterAll(async () => {
    await stack?.stop();
    remove();
  });
  return {
    folder: path,
    place,
    stack() {
      if (stack === undefined) throw new Error('The stack is not running.');
      return stack;
    },
    run: (...args) => muster(args, place),
  };
}

/** What a command printed as JSON. */
export const json = (answer: CommandRun) => JSON.parse(answer.stdout);
