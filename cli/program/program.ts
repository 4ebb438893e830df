/** The command tree: every command there is, in the order `--help` tells them. */
import { Command } from 'commander';
import { version } from '../../package.json';
import { addAgent } from '../commands/agent';
import { addApi } from '../commands/api';
import { addGlobalOptions, type Stage } from '../commands/command';
import { addCompletion } from '../commands/completion';
import { addApply } from '../commands/config/apply';
import { addExport } from '../commands/config/export';
import { addDiff } from '../commands/diff';
import { addDoctor } from '../commands/doctor/doctor';
import { addExplain } from '../commands/explain';
import { addInlet } from '../commands/inlet/inlet';
import { addJob } from '../commands/job/job';
import { addLogin } from '../commands/login';
import { addLogs } from '../commands/logs';
import { addMap } from '../commands/map';
import { addOutlet } from '../commands/outlets/outlet';
import { addWriteback } from '../commands/outlets/writeback';
import { addPerson } from '../commands/person';
import { addPlan } from '../commands/plan';
import { addProfile } from '../commands/profile';
import { addSchema } from '../commands/schema/schema';
import { addSecrets } from '../commands/secrets';
import { addSend } from '../commands/send';
import { addSends } from '../commands/sends';
import { addDeletions } from '../commands/states/deletions';
import { addEscrow, addReferences } from '../commands/states/escrow';
import { addParked } from '../commands/states/parked';
import { addToken } from '../commands/token';
import { addWebhook } from '../commands/webhook';
import { addWhoami } from '../commands/whoami';

const COMMANDS: readonly ((program: Command, stage: Stage) => void)[] = [
  addSend,
  addPlan,
  addMap,
  addDiff,
  addSends,
  addLogs,
  addExplain,
  addPerson,
  addJob,
  addDeletions,
  addEscrow,
  addReferences,
  addParked,
  addOutlet,
  addWriteback,
  addSchema,
  addSecrets,
  addInlet,
  addWebhook,
  addExport,
  addApply,
  addDoctor,
  addAgent,
  addLogin,
  addToken,
  addWhoami,
  addApi,
  addProfile,
  addCompletion,
];

export function createProgram(stage: Stage): Command {
  const program = new Command('muster')
    .description('Muster on the command line: files in, answers out.')
    .version(version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .helpCommand('help [command]', 'how to use a command')
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ muster send people.csv\n  $ muster logs --follow\n\nExit codes: 0 done, 1 failed, 2 wrong use, 3 differs, 4 not allowed, 5 a guard says no,\n6 not settled or resumable, 130 interrupted.',
    );
  addGlobalOptions(program);
  for (const add of COMMANDS) add(program, stage);
  return program;
}
