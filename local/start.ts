/** `npm start`: the whole of Muster on one computer. */
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { buildServices } from '../shared/composition/services';
import { systemClock, systemRandom } from '../shared/composition/system';
import type { Logger } from '../shared/ports';
import { readSettings } from '../shared/settings';
import { type BannerFacts, banner, readyLine } from './banner';
import { createConsoleLogger } from './consoleLogger';
import { makeDemo, openDemoFolder } from './demo/demo';
import { OptionsError, parseOptions, type StartOptions, USAGE } from './options';
import { writePrivateText } from './privateFile';
import { announceRunning } from './running';
import { saidOnce } from './saidOnce';
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
  const isNewDemo = options.demo && (await openDemoFolder(dataFolder));
  const starting = startStack({
    appFolder: options.app === undefined ? join(PROJECT, 'dist', 'app') : resolve(options.app),
    dataFolder,
    port: options.port,
    https: options.https,
    clientCertificates: await Promise.all(options.clientCertificates.map((file) => readFile(resolve(file), 'utf8'))),
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

  if (isNewDemo) {
    const told = await Promise.race([stopped, demoOn(started, dataFolder, logger)]);
    if (told !== undefined) {
      logger.info(`Stopping: ${told.text}`);
      await started.stop(GRACE_MS);
      return told;
    }
  }
  const ready = readyLine(started);
  const gone = await announceRunning(dataFolder, { ready, pid: process.pid, startedAt: systemClock.now() }, places());
  const keepToken = await keepAuthorization(started, dataFolder);
  process.stdout.write(options.json ? `${ready}\n` : banner(started, bannerFacts(dataFolder, options.verbose)));
  const reason = await Promise.race([stopped, lost(started)]);
  logger.info(`Stopping: ${reason.text}`);
  await Promise.all([gone(), keepToken.end()]);
  await started.stop(GRACE_MS);
  return reason;
}

function isStack(value: Stack | StopReason): value is Stack {
  return 'baseUrl' in value;
}

/** @returns why it could not be made */
async function demoOn(stack: Stack, folder: string, logger: Logger): Promise<StopReason | undefined> {
  const { house } = buildServices(readSettings(process.env));
  try {
    await makeDemo(folder, { stack, house, clock: systemClock, logger });
    return undefined;
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), exitCode: 1 };
  }
}

const places = () => ({ env: process.env, home: homedir(), platform: process.platform });

function bannerFacts(dataFolder: string, verbose: boolean): BannerFacts {
  const fromHere = (path: string) => relative(process.cwd(), path);
  return {
    peopleFile: fromHere(join(PROJECT, 'docs', 'examples', 'people.csv')),
    sampleFile: fromHere(join(PROJECT, 'docs', 'examples', 'quickstart.json')),
    dataFolder,
    authorizationFile: fromHere(join(dataFolder, AUTHORIZATION)),
    verbose,
  };
}

/** In the data folder: a header for curl (`-H @FILE`), so that no token has to be pasted. */
const AUTHORIZATION = 'authorization';
/** Tokens are good for an hour. */
const RENEW_MS = 30 * 60_000;

async function keepAuthorization({ issuer, clients }: Stack, dataFolder: string) {
  const path = join(dataFolder, AUTHORIZATION);
  const renew = async () => writePrivateText(path, `Authorization: Bearer ${await issuer.issue(clients.full)}\n`);
  await renew();
  const timer = setInterval(() => void renew().catch(() => undefined), RENEW_MS); // the folder's watch tells of a full disk
  timer.unref();
  return {
    end: async () => {
      clearInterval(timer);
      await rm(path, { force: true });
    },
  };
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
  const isTerminal = process.stderr.isTTY;
  const everyLine = createConsoleLogger({
    write: (text) => process.stderr.write(text),
    now: () => new Date(),
    colour: isTerminal && !process.env.NO_COLOR,
    verbose: options.verbose,
    json: !isTerminal,
  });
  const once = isTerminal && !options.verbose ? saidOnce(everyLine, systemClock) : undefined;
  const logger = once?.logger ?? everyLine;
  try {
    return (await run(options, logger)).exitCode;
  } catch (error) {
    logger.error(`Muster could not start: ${error instanceof Error ? error.message : error}`, {
      ...(options.verbose && error instanceof Error ? { stack: error.stack } : {}),
    });
    return 1;
  } finally {
    once?.end();
  }
}

process.umask(0o077); // whatever is written into the data folder is its owner's alone
// Functions that did not finish in time must not keep the process.
main().then((exitCode) => process.exit(exitCode));
