/** `muster`: reads the command line, runs one command, sets the exit code, and tells a failure once. */
import { join } from 'node:path';
import { CommanderError } from 'commander';
import type { Hands, Stage } from '../commands/command';
import { EXIT, type ExitCode, Failure, interrupted, reasonOf } from '../exit';
import { failureJson, failureText } from '../output/messages';
import { painter, wantsColour } from '../output/style';
import { realWorld } from '../world';
import { createProgram } from './program';

/** @param args without the program's own name */
export async function runMuster(args: readonly string[], hands: Hands): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const stage: Stage = {
    hands,
    args,
    ended: (code) => {
      exit = code;
    },
  };
  try {
    const program = await createProgram(stage);
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (isClosedPipe(error)) return EXIT.done;
    return tell(hands.interrupted.aborted ? interrupted() : error, args, hands);
  }
}

/** Who reads the answer has read enough. */
function isClosedPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
}

function tell(error: unknown, args: readonly string[], { stderr, env }: Hands): ExitCode {
  const failure = error instanceof Failure ? error : unforeseen(error);
  const paint = painter(wantsColour(stderr, env, !args.includes('--no-color')));
  if (failure.exit === EXIT.interrupted) stderr.write('\n');
  else stderr.write(failureText(failure, paint));
  if (asksForJson(args)) stderr.write(failureJson(failure));
  if (args.includes('--debug') && failure.cause instanceof Error) stderr.write(`${failure.cause.stack}\n`);
  return failure.exit;
}

/** Also where the command line as a whole cannot be understood. */
function asksForJson(args: readonly string[]): boolean {
  return /(?:^| )(?:--json|-o ?json|--output[ =]json)(?: |$)/.test(args.join(' '));
}

/** Files that are not there, disks that are full: their own words say it. */
function unforeseen(error: unknown): Failure {
  const { code, path } = error as NodeJS.ErrnoException;
  const isUsage = code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES';
  return new Failure(isUsage ? EXIT.usage : EXIT.failed, reasonOf(error), { place: path, cause: error });
}

/** Beside this file's own bundle. */
async function azureToken(scope: string, authority: string | undefined): Promise<string> {
  const path = join(__dirname, 'identity.js');
  let identity: { azureToken: Hands['azureToken'] };
  try {
    identity = require(path);
  } catch (error) {
    throw new Failure(EXIT.notAllowed, 'Nobody is signed in, and this copy cannot ask Azure.', {
      place: path,
      advice: 'Put identity.js beside muster.js, or set MUSTER_TOKEN.',
      cause: error,
    });
  }
  try {
    return await identity.azureToken(scope, authority);
  } catch (error) {
    throw new Failure(EXIT.notAllowed, 'Nobody is signed in.', {
      code: 'NotSignedIn',
      details: reasonOf(error).split('\n').slice(0, 5),
      advice: 'Sign in with az login, or set MUSTER_TOKEN, or MUSTER_CLIENT_ID and MUSTER_CLIENT_SECRET.',
      cause: error,
    });
  }
}

/** The first Ctrl-C lets the command end in order, the second ends at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}

/** A pipe takes what it is given by and by. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

if (require.main === module) {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => process.exit(isClosedPipe(error) ? EXIT.done : EXIT.failed));
  }
  runMuster(process.argv.slice(2), { ...realWorld(interruption()), azureToken }).then(async (exit) => {
    await Promise.all([process.stdout, process.stderr].map(drained));
    process.exit(exit);
  });
}
