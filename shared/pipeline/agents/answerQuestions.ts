/** The agent's side of `askAgents.ts`: takes the questions of its job, answers them, and never leaves one without a word. */

import { ProvisioningError } from '../../errors';
import { isJsonObject } from '../../scim/json';
import type { AskedQuestion } from '../../store/jobs/questions';
import type { AgentQuestion, AgentQuestions, AgentReply, QuestionKind } from '../agentQuestions';
import { type JobContext, type JobContexts, tryTarget } from '../jobContext';
import { readFrom } from '../jobs/readAccounts';
import type { Needs } from '../ports';
import { withDraft } from '../preview/draft';
import { evaluatePeople } from '../preview/evaluatePeople';
import { answerStretch } from '../preview/planThroughAgents';
import { provisionOnDemand } from '../preview/provisionOnDemand';
import { answerImpact } from '../preview/schemaImpact';

type Ports = Needs<
  | 'questions'
  | 'contexts'
  | 'people'
  | 'index'
  | 'realms'
  | 'names'
  | 'owners'
  | 'ledger'
  | 'staging'
  | 'payloads'
  | 'intake'
  | 'operations'
  | 'ask'
  | 'clock'
  | 'random'
  | 'logger'
  | 'claimMs'
  | 'retries'
>;

type Answerer<K extends QuestionKind> = (
  question: AgentQuestion<K>,
  jobId: string,
  ports: Ports,
) => Promise<AgentQuestions[K]['answer']>;

const ANSWERERS: { readonly [K in QuestionKind]: Answerer<K> } = {
  async provision({ question }, jobId, ports) {
    const { contexts, operations } = ports;
    contexts.forget(jobId); // what was saved a moment ago is what is to be tried
    const definition = await contexts.find(jobId);
    if (definition === undefined) throw gone(jobId);
    if (!operations.isOurs(definition.job)) {
      throw new ProvisioningError('AgentSignalingError', 'The job is not run by agents any more; ask again.');
    }
    return provisionOnDemand(question, definition, ports);
  },
  plan: async ({ asked }, jobId, ports) => answerStretch(asked, await reach(jobId, ports.contexts), ports),
  evaluate: async ({ asked: { schema, people } }, jobId, ports) =>
    evaluatePeople(people, withDraft(await reach(jobId, ports.contexts), schema ?? undefined), ports),
  impact: async ({ asked }, jobId, ports) =>
    answerImpact(asked, withDraft(await reach(jobId, ports.contexts), asked.schema), ports),
  async testConnection(_, jobId, { contexts }) {
    await tryTarget(await reach(jobId, contexts));
    return null;
  },
  defaultDomain: async (_, jobId, { contexts }) => (await reach(jobId, contexts)).defaultDomain,
  discover: async (_, jobId, { contexts }) => (await (await reach(jobId, contexts)).target.discover()) ?? null,
  accounts: async ({ asked: { ids, names } }, jobId, { contexts }) => [
    ...(await readFrom((await reach(jobId, contexts)).target, ids, names)),
  ],
};

/**
 * Takes what is asked and begins to answer it; what takes long keeps nobody from the next question.
 *
 * @param agent the name of this one
 * @returns the answers under way; none of them rejects
 */
export async function takeQuestions(jobId: string, agent: string, ports: Ports): Promise<readonly Promise<void>[]> {
  const asked = await ports.questions.open(jobId);
  const taken = await Promise.all(asked.map((one) => ports.questions.take(jobId, one, agent)));
  return taken.flatMap((question) => (question === undefined ? [] : [attend(question, jobId, ports)]));
}

async function attend(question: AskedQuestion, jobId: string, ports: Ports): Promise<void> {
  const answer = await reply(question.question, jobId, ports);
  try {
    await ports.questions.answer(jobId, question, answer);
  } catch (error) {
    ports.logger.error('An answer could not be left', { jobId, error: String(error) });
  }
}

async function reply(question: unknown, jobId: string, ports: Ports): Promise<AgentReply> {
  try {
    return { ok: true, value: await answer(question, jobId, ports) };
  } catch (error) {
    if (error instanceof ProvisioningError) return { ok: false, failure: error.toFailure() };
    ports.logger.error('A question could not be answered', { jobId, error: String(error) });
    const message = `The agent failed: ${error instanceof Error ? error.message : error}`;
    return { ok: false, failure: { code: 'AgentSignalingError', message } };
  }
}

function answer(question: unknown, jobId: string, ports: Ports): Promise<unknown> {
  if (!isQuestion(question)) {
    throw new ProvisioningError('AgentSignalingError', 'The agent does not know this question; update the agent.');
  }
  const answerer = ANSWERERS[question.kind] as Answerer<QuestionKind>;
  return answerer(question, jobId, ports);
}

function isQuestion(value: unknown): value is AgentQuestion {
  return isJsonObject(value) && typeof value.kind === 'string' && Object.hasOwn(ANSWERERS, value.kind);
}

async function reach(jobId: string, contexts: JobContexts): Promise<JobContext> {
  const context = await contexts.get(jobId);
  if (context === undefined) throw gone(jobId);
  return context;
}

const gone = (jobId: string) => new ProvisioningError('AgentSignalingError', `There is no job '${jobId}'.`);
