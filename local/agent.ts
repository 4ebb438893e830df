/** `npm run agent`: an agent near a directory. */
import { hostname } from 'node:os';
import { version } from '../package.json';
import { buildServices } from '../shared/composition/services';
import { systemClock } from '../shared/composition/system';
import { turnOnTelemetry } from '../shared/composition/telemetry';
import type { Logger } from '../shared/ports';
import { createInvocationLogger } from '../shared/telemetry/invocation';
import { startAgent } from './agent/agent';
import { openAgentWorld } from './agent/agentWorld';
import { type AgentCommand, parseCommandLine, USAGE } from './agent/commandLine';
import { EXIT_USAGE, exitCodeOf } from './agent/exitCode';
import { type AgentOptions, readAgentOptions } from './agent/options';
import { createConsoleLogger } from './consoleLogger';
import { finishWithin } from './host/within';
import { stopReason } from './stopReason';

/** Work in hand may take this long to finish: the longest call of a target, and the commit. */
const GRACE_MS = 45_000;
/** Nobody waits longer for a collector that does not answer. */
const TELL_MS = 5_000;

async function run(options: AgentOptions, logger: Logger): Promise<number> {
  const { jobId, name, settings } = options;
  for (const warning of options.warnings) logger.warn(warning);
  await turnOnTelemetry(settings, version, logger, name);
  const world = openAgentWorld(settings, logger);
  const services = buildServices(settings, { ...world, agent: { secrets: options.directory } });
  const stopped = stopReason(process.env.npm_lifecycle_event !== undefined, logger);
  const agent = await startAgent({ ...world, jobId, name, machine: hostname(), version, services });
  logger.info('The agent is active', { name, job: jobId, version });
  const reason = await stopped;
  logger.info(`Stopping: ${reason.text}`);
  await agent.stop(GRACE_MS);
  await finishWithin(TELL_MS, world.telemetry.flush(), systemClock);
  logger.info('Stopped');
  return reason.exitCode;
}

async function main(): Promise<number> {
  let command: AgentCommand;
  try {
    command = parseCommandLine(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  if (command.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  process.setSourceMapsEnabled(true);
  const logger = command.json ? createInvocationLogger(false) : consoleLogger(command.verbose);
  try {
    return await run(readAgentOptions(command, process.env, hostname()), logger);
  } catch (error) {
    logger.error(error instanceof Error ? error.message : String(error));
    return exitCodeOf(error);
  }
}

function consoleLogger(verbose: boolean): Logger {
  return createConsoleLogger({
    write: (text) => process.stderr.write(text),
    now: () => new Date(),
    colour: process.stderr.isTTY && !process.env.NO_COLOR,
    verbose,
  });
}

// Work that did not finish in time must not keep the process.
main().then((exitCode) => process.exit(exitCode));
