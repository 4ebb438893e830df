/**
 * What every command has in common: global options, examples, and what it is handed to do its work with. A command's
 * module declares it; what it does is loaded when it runs, so that `--help` is quick.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { openService, type Service } from '../client/service';
import type { AzureToken } from '../client/tokens';
import { EXIT, type ExitCode, interrupted } from '../exit';
import { type Answers, createAnswers, FORMATS, type Format } from '../output/answer';
import { createMessages, type Messages } from '../output/messages';
import { createProgress, type Progress, type ProgressKind } from '../output/progress';
import { type Paint, painter, wantsColour } from '../output/style';
import type { World } from '../world';

/** Of every command. */
export interface GlobalOptions {
  readonly url?: string;
  readonly profile?: string;
  readonly job?: string;
  readonly output: Format;
  readonly json?: boolean;
  readonly fields?: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
  readonly color: boolean;
  /** `json`; false for none. */
  readonly progress: string | boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly yes?: boolean;
}

/** What a command is handed. */
export interface Muster {
  readonly world: World;
  readonly options: GlobalOptions;
  readonly answers: Answers;
  readonly messages: Messages;
  readonly paint: Paint;
  progress(): Progress;
  /** The service, found and signed in to. */
  service(): Promise<Service>;
}

export type Hands = World & { readonly azureToken: AzureToken };

export function createMuster(options: GlobalOptions, world: Hands): Muster {
  const paint = painter(wantsColour(world.stdout, world.env, options.color));
  const paintMessages = painter(wantsColour(world.stderr, world.env, options.color));
  const format = options.json ? 'json' : options.output;
  const messages = createMessages(world, {
    quiet: options.quiet === true,
    debug: options.debug === true,
    paint: paintMessages,
  });
  let service: Promise<Service> | undefined;
  return {
    world,
    options,
    paint,
    messages,
    answers: createAnswers(world.stdout, { format, fields: options.fields }),
    progress: () => createProgress(progressKind(options, world), world),
    service: () => {
      service ??= openAndTell(options, world, messages);
      return service;
    },
  };
}

async function openAndTell(options: GlobalOptions, world: Hands, messages: Messages): Promise<Service> {
  const service = await openService(options, { ...world, debug: messages.debug });
  if (options.verbose) messages.note(`${service.http.baseUrl}, found by ${service.origin}, as ${service.signedInBy}`);
  return service;
}

function progressKind({ progress, quiet }: GlobalOptions, { stderr }: World): ProgressKind {
  if (progress === 'json') return 'json';
  if (progress === false || quiet) return 'none';
  return stderr.isTTY ? 'terminal' : 'lines';
}

export interface CommandDefinition<O> {
  /** With its arguments: `send [file...]`. */
  readonly name: string;
  readonly summary: string;
  /** What `--help` says beside the summary. */
  readonly description?: string;
  /** Lines to paste, each run by a test against a running `npm start`; the first word is `muster`. */
  readonly examples: readonly string[];
  /** Not told by `--help` of the program. */
  readonly hidden?: boolean;
  /** Adds the command's own options. */
  readonly options?: (command: Command) => void;
  /** @returns the exit code; nothing stands for 0 */
  run(
    muster: Muster,
    args: readonly string[],
    options: O & GlobalOptions,
  ): Promise<ExitCode | undefined> | Promise<void>;
}

const EXAMPLES = new WeakMap<Command, readonly string[]>();

export const examplesOf = (command: Command) => EXAMPLES.get(command) ?? [];

/** What a program of one run is made with. */
export interface Stage {
  readonly hands: Hands;
  /** Without the program's own name, as they were given. */
  readonly args: readonly string[];
  /** Takes the exit code of the command that ran. */
  ended(exit: ExitCode): void;
}

/** A family of commands, such as `job`. Its `--help` shows how its first commands are used. */
export function addFamily(parent: Command, name: string, summary: string): Command {
  const family = parent.command(name).summary(summary).description(summary).configureHelp(HELP);
  return family.addHelpText('after', () => examplesText(firstExamples(family).slice(0, FAMILY_EXAMPLES)));
}

const FAMILY_EXAMPLES = 3;

/** One of each command, the one that begins with its name. */
function firstExamples({ commands }: Command): readonly string[] {
  return commands.flatMap((one) => {
    const first = examplesOf(one).find((line) => line.startsWith('muster '));
    return first === undefined ? firstExamples(one) : [first];
  });
}

const examplesText = (lines: readonly string[]) => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;

export function addCommand<O = object>(parent: Command, stage: Stage, definition: CommandDefinition<O>): Command {
  const { name, summary, description, examples, hidden = false, options, run } = definition;
  const command = parent
    .command(name, { hidden })
    .summary(summary)
    .description(description === undefined ? summary : `${summary}\n\n${description}`)
    .configureHelp(HELP)
    .addHelpText('after', examplesText(examples));
  options?.(command);
  EXAMPLES.set(command, examples);
  return command.action(async () => {
    const all = command.optsWithGlobals<O & GlobalOptions>();
    const muster = createMuster(all, stage.hands);
    if (stage.hands.interrupted.aborted) throw interrupted();
    stage.ended((await run(muster, command.args, all)) ?? EXIT.done);
  });
}

const HELP = { showGlobalOptions: true, sortSubcommands: false };

export function addGlobalOptions(program: Command): void {
  program
    .option('--url <url>', 'the service: its address, or the whole one of bulkUpload')
    .option('--profile <name>', 'a profile of yours (muster profile list)')
    .option('--job <job>', 'a job: its id, the beginning of it, or its display name')
    .addOption(new Option('-o, --output <format>', 'how to answer').choices(FORMATS).default('table'))
    .option('--json', 'the same as -o json')
    .option('--fields <a,b>', 'only these', (text) => text.split(',').map((field) => field.trim()))
    .option('-q, --quiet', 'say nothing but errors')
    .option('-v, --verbose', 'say which service is meant, and as whom')
    .option('--debug', 'show each call: method, URL, status, time and request id')
    .option('--no-color', 'without colours')
    .option('--progress <how>', 'json: progress as lines of JSON on stderr')
    .option('--no-progress', 'without progress')
    .option('--timeout <time>', 'how long to wait: 90s, 15m, 2h, or seconds', parseDuration)
    .option('-y, --yes', 'answer questions with yes, but for those that destroy');
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns milliseconds */
export function parseDuration(text: string): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  if (number === '') throw new InvalidArgumentError('Expected a time such as 90s, 15m or 2h.');
  return Number(number) * (UNITS[unit] ?? 1_000);
}

/** For options that take a whole number from 1. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}
