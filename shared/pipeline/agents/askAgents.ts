/** The service's side of a question to an agent: asked, waited for, taken back. */
import { ProvisioningError } from '../../errors';
import type { QuestionState } from '../../store/jobs/questions';
import type { AgentReply, AskAgents } from '../agentQuestions';
import { findAgentsMissing } from '../agentWatch';
import type { Needs } from '../ports';

type Ports = Needs<'clock' | 'random' | 'agents' | 'questions' | 'agentInactiveMs' | 'agentAnswerMs'>;

const POLL_MS = 250;

export function createAskAgents(ports: Ports): AskAgents {
  const { questions, clock, random, agentAnswerMs } = ports;

  async function wait(jobId: string, id: string): Promise<AgentReply> {
    for (const deadline = clock.now() + agentAnswerMs; clock.now() < deadline; await clock.sleep(POLL_MS)) {
      const state = await questions.state(jobId, id);
      if (state.kind === 'answered') return state.answer as AgentReply;
    }
    const last = await questions.withdraw(jobId, id);
    if (last.kind === 'answered') return last.answer as AgentReply; // at the last moment
    throw new ProvisioningError('TimeOut', tooLate(last, agentAnswerMs));
  }

  return async (job, question) => {
    const missing = await findAgentsMissing(job, ports);
    if (missing !== undefined) throw new ProvisioningError(missing.code, missing.message);
    const id = random.uuid();
    await questions.ask(job.id, id, question, clock.now());
    const reply = await wait(job.id, id);
    await questions.remove(job.id, id);
    if (!reply.ok) throw ProvisioningError.of(reply.failure);
    return reply.value as never; // the agent is of our own code: what it answers is what the kind says
  };
}

function tooLate(state: QuestionState, waitedMs: number): string {
  const waited = `${Math.round(waitedMs / 1_000)} seconds`;
  return state.kind === 'taken'
    ? `The agent ${state.by} took the question and has not answered within ${waited}. It may still do what was asked; the log says so.`
    : `No agent took the question within ${waited}, and nothing was done. Ask again.`;
}
