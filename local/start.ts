/** `npm start`: the whole of Muster on one computer. */
import { join, relative, resolve } from 'node:path';
import { systemClock, systemRandom } from '../shared/composition/system';
import type { Logger } from '../shared/ports';
import { banner, readyLine } from './banner';
import { createConsoleLogger } from './consoleLogger';
import { OptionsError, parseOptions, type StartOptions, USAGE } from './options';
import { type Stack, startStack } from './stack';
import { type StopReason, stopReason } from './stopReason';

/** Functions that run may take this long to finish when everything stops. */
const GRACE_MS = 30_000;

const EXIT_USAGE = 2;

/** From `dist/local/start.js`. */
const PROJECT = join(__dirname, '..', '..');

async function run(options: StartOptions, logger: Logger): Promise<StopReason> {
  const { env } = process;
  const stopped = stopReason(env.npm_lifecycle_event !== undefined, logger);
  const dataFolder = resolve(options.data);
  const starting = startStack({
    appFolder: options.app === undefined ? join(PROJECT, 'dist', 'app') : resolve(options.app),
    dataFolder,
    port: options.port,
    environment: env,
    clock: systemClock,
    random: systemRandom,
    logger,
  });
  const started = await Promise.race([starting, stopped]);
  if (!isStack(started)) {
    logger.info(`Stopping: ${started.text}`);
    return started; // nothing runs yet that would have to finish
  }

  process.stdout.write(options.json ? `${readyLine(started)}\n` : await greeting(started, dataFolder, options.verbose));
  const reason = await Promise.race([stopped, lost(started)]);
  logger.info(`Stopping: ${reason.text}`);
  await started.stop(GRACE_MS);
  return reason;
}

function isStack(value: Stack | StopReason): value is Stack {
  return 'baseUrl' in value;
}

async function greeting(stack: Stack, dataFolder: string, verbose: boolean): Promise<string> {
  const sampleFile = relative(process.cwd(), join(PROJECT, 'docs', 'examples', 'quickstart.json'));
  return banner(stack, { token: await stack.issuer.issue(stack.clients.full), sampleFile, dataFolder, verbose });
}

async function lost(stack: Stack): Promise<StopReason> {
  await stack.storageLost;
  return { text: 'the storage emulator has ended', exitCode: 1 };
}

async function main(): Promise<number> {
  let options: StartOptions;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  process.setSourceMapsEnabled(true); // the functions are minified; their stacks should not be
  const logger = createConsoleLogger({
    write: (text) => process.stderr.write(text),
    now: () => new Date(),
    colour: process.stderr.isTTY && !process.env.NO_COLOR,
    verbose: options.verbose,
  });
  try {
    return (await run(options, logger)).exitCode;
  } catch (error) {
    logger.error(`Muster could not start: ${error instanceof Error ? error.message : error}`, {
      ...(options.verbose && error instanceof Error ? { stack: error.stack } : {}),
    });
    return 1;
  }
}

process.umask(0o077); // whatever is written into the data folder is its owner's alone
// Functions that did not finish in time must not keep the process.
main().then((exitCode) => process.exit(exitCode));
