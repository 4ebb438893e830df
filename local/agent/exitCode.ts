/** What the agent's exit code tells whoever would start it again (docs/agent.md). */
import { AgentError } from './agent';
import { AgentOptionsError } from './options';

/** Not to be started again before somebody has put right what it says. */
export const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

export function exitCodeOf(error: unknown): number {
  return error instanceof AgentOptionsError || error instanceof AgentError ? EXIT_USAGE : EXIT_FAILURE;
}
