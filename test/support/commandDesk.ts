/** Where stories of the command line happen: a running stack, and a folder beside it with the files of docs/examples. */
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandPlace, type CommandRun, muster } from './musterCommand';
import { ROOT, type Stack, startStack, temporaryFolder } from './stack';

export interface CommandDesk {
  readonly folder: string;
  readonly place: CommandPlace;
  stack(): Stack;
  /** As a person beside `npm start` would: nothing is set. */
  run(...args: string[]): Promise<CommandRun>;
  /** The same with variables set. */
  runWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<CommandRun>;
  /** All that commands said so far, but for `token`, which is there to tell one. */
  said(): string;
}

/** Opened before the tests of the file, and cleared away after them. */
export function openDesk(): CommandDesk {
  const { path, remove } = temporaryFolder();
  const place = { cwd: path, home: path };
  let stack: Stack | undefined;
  const said: string[] = [];
  async function runWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<CommandRun> {
    const answer = await muster(args, { ...place, env });
    if (args[0] !== 'token') said.push(answer.stdout, answer.stderr);
    return answer;
  }
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
    run: (...args) => runWith({}, ...args),
    runWith,
    said: () => said.join('\n'),
  };
}

/** Tokens, and secrets that Muster makes for those who verify its messages. */
const LOOKS_SECRET = [/eyJ[\w-]{8,}\.[\w-]+\./, /whsec_[\w+/=]{16,}/];

/**
 * Where secrets stand that are to stand nowhere: in what commands said, in what the service logged, and in what commands leave
 * behind. @param own secrets of the story @returns `place: secret`, none where all is well
 */
export function secretsToldBy({ place, stack, said }: CommandDesk, own: readonly string[] = []): readonly string[] {
  const { clientSecret, uploadClientSecret } = stack().info;
  const state = join(place.home, 'state');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const places = [
    ['what was said', said()] as const,
    ['the log', stack().stderr()] as const,
    ...files.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')] as const),
  ];
  return places.flatMap(([name, text]) =>
    [
      ...[clientSecret, uploadClientSecret, ...own].filter((secret) => text.includes(secret)),
      ...LOOKS_SECRET.flatMap((pattern) => pattern.exec(text)?.[0] ?? []),
    ].map((secret) => `${name}: ${secret}`),
  );
}

/** What a command printed as JSON. */
export const json = (answer: CommandRun) => JSON.parse(answer.stdout);
