/** `muster token`: a token for other programs, such as curl. */
import type { Command } from 'commander';
import { addCommand, type Stage } from './command';

export function addToken(program: Command, stage: Stage): void {
  addCommand(program, stage, {
    name: 'token',
    summary: 'Print a token for other programs',
    description:
      'It is good for as long as the service says, an hour as a rule. Whoever has it may do what you may do.',
    examples: ['muster token', 'curl -sS "$MUSTER/health" -H "Authorization: Bearer $(muster token)"'],
    run: async ({ service, answers }) => {
      const { tokens, http } = await service();
      const token = await tokens.bearer(new URL(http.baseUrl));
      await answers.single({ kind: 'muster.token/1', value: { token }, text: () => token, name: () => token });
    },
  });
}
