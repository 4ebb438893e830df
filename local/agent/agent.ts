/**
 * An agent: the pipeline of the service, near a directory that only this machine reaches. It does three things at once,
 * each until it is stopped: it gives a sign of life, answers questions that somebody waits with, and works on the job's
 * messages. Everything else (accepting, the timer, logs, control) stays in the service.
 */

import type { Services } from '../../shared/composition/services';
import { agentState } from '../../shared/engine/job/agentActivity';
import { type FailureCode, failureCategory, ProvisioningError } from '../../shared/errors';
import { takeQuestions } from '../../shared/pipeline/agents/answerQuestions';
import { tryTarget } from '../../shared/pipeline/jobContext';
import type { Clock, Logger, RandomSource } from '../../shared/ports';
import type { Storage } from '../../shared/store/azure/connection';
import type { StorageClock } from '../../shared/store/contract/storageClock';
import type { AgentReport } from '../../shared/store/jobs/agents';
import { CLOCK_SKEW_MS } from '../../shared/store/people/entryPacks';
import { finishWithin } from '../host/within';
import { startMessageWork } from './messageWork';
import { repeat } from './repeat';

export interface AgentParts {
  readonly jobId: string;
  readonly name: string;
  readonly machine: string;
  readonly version: string;
  /** Built for an agent (`World.agent`). */
  readonly services: Services;
  readonly storage: Storage;
  /** Storage's time: all who write go by it, and this machine's own clock may be far off. */
  readonly clock: Clock & Pick<StorageClock, 'aheadMs'>;
  readonly random: RandomSource;
  readonly logger: Logger;
}

export interface Agent {
  /** Takes on nothing more, finishes what is in hand for up to `graceMs`, gives the rest back, and says that it stops. */
  stop(graceMs: number): Promise<void>;
}

/** The agent cannot do its work, and trying again would not help. */
export class AgentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AgentError';
  }
}

/** Four signs go missing before the service counts an agent as inactive. */
const HEARTBEAT_MS = 20_000;
const HEARTBEAT_RETRY_MS = 5_000;
/** Somebody waits for the answer; a look costs one small call. */
const QUESTIONS_MS = 1_000;
const FAILURE_MS = 5_000;
/** How often a directory that did not answer is asked again. */
const DIRECTORY_MS = 20_000;

/** @throws {AgentError} when there is no such job, or the directory refuses the credentials */
export async function startAgent(parts: AgentParts): Promise<Agent> {
  const { jobId, name, machine, version, services, clock, random, logger } = parts;
  // Asked first, and not remembered: by the answer the clock is put right, before anything goes by it.
  if ((await services.house.jobs.get(jobId)) === undefined)
    throw new AgentError(`There is no job '${jobId}' in this storage account.`);
  tellOfClock(parts);
  await takePlace(parts);

  const self = { name, process: random.uuid(), machine, version, startedAt: clock.now() };
  let trouble = await directoryTrouble(parts);
  const report = (stopped: boolean) =>
    services.house.agents.report(jobId, { ...self, stopped, clockAheadMs: clock.aheadMs(), trouble });
  await giveUpOn(trouble, () => report(true), logger);
  if (trouble === undefined) logger.info('The directory answers');
  else logger.warn('The directory does not answer yet', { code: trouble.code, reason: trouble.message });
  const common = { clock, logger };
  const answers = new Set<Promise<void>>();
  const heartbeat = repeat({
    ...common,
    what: 'The sign of life',
    afterFailureMs: HEARTBEAT_RETRY_MS,
    round: async () => {
      if ((await services.house.jobs.get(jobId)) === undefined) throw new AgentError(`The job '${jobId}' was deleted.`);
      await report(false);
      return HEARTBEAT_MS;
    },
  });
  const questions = repeat({
    ...common,
    what: 'Looking for questions',
    afterFailureMs: FAILURE_MS,
    round: async () => {
      for (const answer of await takeQuestions(jobId, name, services.house)) {
        answers.add(answer);
        void answer.then(() => answers.delete(answer));
        logger.info('A question is being answered');
      }
      return QUESTIONS_MS;
    },
  });
  const directory = repeat({
    ...common,
    what: 'Looking for the directory',
    afterFailureMs: FAILURE_MS,
    round: async () => {
      if (trouble === undefined) return DIRECTORY_MS;
      trouble = await directoryTrouble(parts);
      if (trouble === undefined) logger.info('The directory answers');
      return DIRECTORY_MS;
    },
  });
  const messages = startMessageWork(parts);
  return {
    async stop(graceMs) {
      const finished = Promise.all([questions.stop().then(() => Promise.all(answers)), messages.stop()]);
      if (!(await finishWithin(graceMs, finished, clock))) {
        messages.abandon();
        logger.warn('What is not finished is left to the other agents, or to this one when it is back');
      }
      await Promise.all([heartbeat.stop(), directory.stop()]);
      await report(true).catch((error) =>
        logger.warn('It could not be said that the agent stops', { error: String(error) }),
      );
    },
  };
}

type Trouble = AgentReport['trouble'];

/** @returns what the directory says when it does not answer as it should */
async function directoryTrouble({ jobId, services }: AgentParts): Promise<Trouble> {
  try {
    const context = await services.house.contexts.get(jobId);
    if (context !== undefined) await tryTarget(context);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/**
 * Wrong credentials end the agent before they lock the account, and the service is told why; a directory that is away
 * comes back.
 */
async function giveUpOn(trouble: Trouble, sayGoodbye: () => Promise<void>, logger: Logger): Promise<void> {
  if (trouble === undefined || failureCategory(trouble.code as FailureCode) !== 'credentials') return;
  await sayGoodbye().catch((error) =>
    logger.warn('The service could not be told that the agent gives up', { error: String(error) }),
  );
  throw new AgentError(`${trouble.message} (${trouble.code}) An agent's secrets are in the file of --directory-file.`);
}

/** What is written goes by storage's time, so a clock that is off does no harm; but somebody should set it right. */
function tellOfClock({ clock, logger }: AgentParts): void {
  const aheadMs = clock.aheadMs();
  if (Math.abs(aheadMs) <= CLOCK_SKEW_MS) return;
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const state = aheadMs > 0 ? 'fast' : 'slow';
  logger.warn(`The clock of this machine is ${seconds} s ${state}; the agent goes by the time of storage`);
}

/**
 * Who ran here under this name before is forgotten. Should it run yet, its next sign of life puts it beside this one: two
 * agents of one name are two agents.
 */
async function takePlace({ jobId, name, machine, services, clock, logger }: AgentParts): Promise<void> {
  for (const one of (await services.house.agents.list(jobId)).filter((other) => other.name === name)) {
    if (one.machine === machine) await services.house.agents.forget(jobId, one);
    if (agentState(one, clock.now(), services.settings.agents.inactiveMs) === 'inactive') continue;
    logger.warn('An agent of this name was active a moment ago; if it still runs, give one of them another --name', {
      name,
      machine: one.machine,
    });
  }
}
