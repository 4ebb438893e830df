/**
 * An agent: the pipeline of the service, near a directory that only this machine reaches. It does three things at once,
 * each until it is stopped: it gives a sign of life, answers questions that somebody waits with, and works on the job's
 * messages. Everything else (accepting, the timer, logs, control) stays in the service.
 */

import type { Services } from '../../shared/composition/services';
import { agentState } from '../../shared/engine/job/agentActivity';
import { ProvisioningError } from '../../shared/errors';
import { takeQuestions } from '../../shared/pipeline/agents/answerQuestions';
import { tryTarget } from '../../shared/pipeline/jobContext';
import type { Clock, Logger } from '../../shared/ports';
import type { Storage } from '../../shared/store/azure/connection';
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
  readonly clock: Clock;
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

/** @throws {AgentError} when there is no such job, or the directory refuses the credentials */
export async function startAgent(parts: AgentParts): Promise<Agent> {
  const { jobId, name, machine, version, services, clock, logger } = parts;
  if ((await services.house.contexts.find(jobId)) === undefined)
    throw new AgentError(`There is no job '${jobId}' in this storage account.`);
  await tryDirectory(parts);
  await warnOfNamesake(parts);

  const startedAt = clock.now();
  const report = (stopped: boolean) =>
    services.house.agents.report(jobId, { name, machine, version, startedAt, stopped });
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
  const messages = startMessageWork(parts);
  return {
    async stop(graceMs) {
      const finished = Promise.all([questions.stop().then(() => Promise.all(answers)), messages.stop()]);
      if (!(await finishWithin(graceMs, finished, clock))) {
        messages.abandon();
        logger.warn('What is not finished is left to the other agents, or to this one when it is back');
      }
      await heartbeat.stop();
      await report(true).catch((error) =>
        logger.warn('It could not be said that the agent stops', { error: String(error) }),
      );
    },
  };
}

/** Wrong credentials end the agent before they lock the account; a directory that is away comes back. */
async function tryDirectory({ jobId, services, logger }: AgentParts): Promise<void> {
  try {
    const context = await services.house.contexts.get(jobId);
    if (context !== undefined) await tryTarget(context);
    logger.info('The directory answers');
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    if (error.category === 'credentials') {
      throw new AgentError(`${error.message} (${error.code}) An agent's secrets are in the file of --directory-file.`);
    }
    logger.warn('The directory does not answer yet', { code: error.code, reason: error.message });
  }
}

async function warnOfNamesake({ jobId, name, services, clock, logger }: AgentParts): Promise<void> {
  const others = await services.house.agents.list(jobId);
  const namesake = others.find((one) => one.name === name);
  if (namesake === undefined) return;
  if (agentState(namesake, clock.now(), services.settings.agents.inactiveMs) === 'inactive') return;
  logger.warn('An agent of this name was active a moment ago; if it still runs, give one of them another --name', {
    name,
    machine: namesake.machine,
  });
}
