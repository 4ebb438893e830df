/** `muster agent`: passes everything on to the agent's own program, which stands beside this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT, type ExitCode, usage } from '../exit';
import { addCommand, type Stage } from './command';

/** In the checkout's `dist`, or in one folder with this program. */
const PLACES = [join('..', 'local', 'agent.js'), 'agent.js'] as const;

export function addAgent(program: Command, stage: Stage): void {
  const command = addCommand(program, stage, {
    name: 'agent [argument...]',
    summary: 'Run an agent, which does the work of a job near its directory',
    description:
      'Everything behind the word is passed on to agent.js. What it reads from its environment: docs/agent.md.',
    examples: ['muster agent --help'],
    run: async () => {
      const { args } = stage; // as they stand: some have names that options of ours have, too
      const agent = PLACES.map((place) => join(__dirname, place)).find((path) => existsSync(path));
      if (agent === undefined) {
        throw usage('The agent is not beside this program.', {
          code: 'NoAgent',
          place: __dirname,
          advice: 'Put agent.js (dist/local/agent.js of a build) beside muster.js.',
        });
      }
      const child = spawn(process.execPath, [agent, ...args.slice(args.indexOf('agent') + 1)], { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      return (code ?? EXIT.interrupted) as ExitCode;
    },
  });
  command.allowUnknownOption().helpOption(false);
}
