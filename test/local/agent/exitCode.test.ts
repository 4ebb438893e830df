import { AgentError } from '../../../local/agent/agent';
import { exitCodeOf } from '../../../local/agent/exitCode';
import { AgentOptionsError } from '../../../local/agent/options';
import { StoreUnavailable } from '../../../shared/store/contract/table';

test.each([
  { error: new AgentError('The domain refuses the password.'), exitCode: 2 },
  { error: new AgentOptionsError(['--job is missing']), exitCode: 2 },
  { error: new StoreUnavailable('table jobs: no answer'), exitCode: 1 },
])('$error.name ends the agent with $exitCode', ({ error, exitCode }) => {
  expect(exitCodeOf(error)).toBe(exitCode);
});
