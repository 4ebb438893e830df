/**
 * What commands there are, in the order `--help` tells them: how each is called, what for, and where it stands. A command is
 * loaded when it is named, since each needs a part of the engine, and none needs it all. What stands here is what the commands
 * say of themselves: a test holds the two together.
 */
import type { Command } from 'commander';
import { METHODS, type Method } from '../client/http';
import type { Stage } from '../commands/command';

type Add = (program: Command, stage: Stage) => void;

export interface CommandEntry {
  /** As `--help` has it: its name, and what may follow. */
  readonly term: string;
  readonly summary: string;
  load(): Promise<Add>;
  /** Not told by `--help`. */
  readonly hidden?: boolean;
  /** Speaks of all commands, and needs them. */
  readonly ofAll?: boolean;
}

const entry = (term: string, summary: string, load: () => Promise<Add>, more: Partial<CommandEntry> = {}) => ({
  term,
  summary,
  load,
  ...more,
});

export const COMMANDS: readonly CommandEntry[] = [
  entry('send [options] [file...]', 'Send a file of people', async () => (await import('../commands/send.ts')).addSend),
  entry(
    'plan [options] <file>',
    'Show what a file would do',
    async () => (await import('../commands/plan.ts')).addPlan,
  ),
  entry('map [options] <file>', 'Make or look at a mapping', async () => (await import('../commands/map.ts')).addMap),
  entry(
    'diff [options] <old> <new>',
    'Compare two files of people, and send what changed',
    async () => (await import('../commands/diff.ts')).addDiff,
  ),
  entry('sends', 'What this computer has sent', async () => (await import('../commands/sends.ts')).addSends),
  entry('logs [options]', 'Read the provisioning log', async () => (await import('../commands/logs.ts')).addLogs),
  entry(
    'explain [options] <person>',
    "Why somebody's account is as it is, and what would happen next",
    async () => (await import('../commands/explain.ts')).addExplain,
  ),
  entry('person', 'One person', async () => (await import('../commands/person.ts')).addPerson),
  entry(
    'job',
    'Jobs: how they are doing, start, pause, restart, change',
    async () => (await import('../commands/job/job.ts')).addJob,
  ),
  entry(
    'deletions',
    'What the deletion guard holds',
    async () => (await import('../commands/states/deletions.ts')).addDeletions,
  ),
  entry(
    'escrow',
    'People who failed, and are tried again',
    async () => (await import('../commands/states/escrow.ts')).addEscrow,
  ),
  entry(
    'references',
    'Managers who have no account yet',
    async () => (await import('../commands/states/escrow.ts')).addReferences,
  ),
  entry(
    'parked',
    'Messages that nobody could work on',
    async () => (await import('../commands/states/parked.ts')).addParked,
  ),
  entry(
    'outlet',
    'Who is told of what is done for people',
    async () => (await import('../commands/outlets/outlet.ts')).addOutlet,
  ),
  entry(
    'writeback',
    'What accounts got, and HR is to have',
    async () => (await import('../commands/outlets/writeback.ts')).addWriteback,
  ),
  entry(
    'schema',
    'The mapping of a job: pull, compare, test, push',
    async () => (await import('../commands/schema/schema.ts')).addSchema,
  ),
  entry(
    'secrets',
    'What a job reaches its directory with',
    async () => (await import('../commands/secrets.ts')).addSecrets,
  ),
  entry(
    'inlet',
    'Where HR systems post their webhooks to',
    async () => (await import('../commands/inlet/inlet.ts')).addInlet,
  ),
  entry('webhook', 'Inlets and outlets together', async () => (await import('../commands/webhook.ts')).addWebhook),
  entry(
    'export [options]',
    'Write the configuration of all jobs into a file, or print it',
    async () => (await import('../commands/config/export.ts')).addExport,
  ),
  entry(
    'apply [options]',
    'Make the service as a file says',
    async () => (await import('../commands/config/apply.ts')).addApply,
  ),
  entry(
    'doctor [options]',
    'Look whether everything is as it should be',
    async () => (await import('../commands/doctor/doctor.ts')).addDoctor,
  ),
  entry(
    'agent [argument...]',
    'Run an agent, which does the work of a job near its directory',
    async () => (await import('../commands/agent.ts')).addAgent,
  ),
  entry('login [options]', 'Sign in with a browser', async () => (await import('../commands/login.ts')).addLogin),
  entry('logout', 'Forget the sign-in of this computer', async () => (await import('../commands/login.ts')).addLogout),
  entry('token', 'Print a token for other programs', async () => (await import('../commands/token.ts')).addToken),
  entry(
    'whoami',
    'Show which service is meant, and who you are to it',
    async () => (await import('../commands/whoami.ts')).addWhoami,
  ),
  entry('api [options] <method> <path>', 'Call any endpoint', async () => (await import('../commands/api.ts')).addApi),
  ...METHODS.map((method) =>
    entry(`${method} <path>`, `muster api ${method}`, () => addMethod(method), { hidden: true }),
  ),
  entry('profile', 'Services by name', async () => (await import('../commands/profile.ts')).addProfile),
  entry(
    'completion <shell>',
    'Print the completion script of bash, zsh, fish or pwsh',
    async () => (await import('../commands/completion.ts')).addCompletion,
    { ofAll: true },
  ),
];

async function addMethod(method: Method): Promise<Add> {
  return (await import('../commands/api.ts')).adderOf(method);
}
