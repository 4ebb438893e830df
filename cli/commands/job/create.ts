/** `muster job create`: a service principal, and the job of it. */
import type { Command } from 'commander';
import { EXIT, type ExitCode, usage } from '../../exit';
import { addCommand, type GlobalOptions, type Muster, type Stage } from '../command';
import { addDryRun, type DryRunnable } from '../jobDesk';

interface CreateOptions extends DryRunnable {
  readonly template: string;
  readonly name?: string;
  readonly agent?: boolean;
  readonly notify: readonly string[];
  readonly client?: string;
  readonly principal?: string;
}

export function addCreate(family: Command, stage: Stage): void {
  addCommand<CreateOptions>(family, stage, {
    name: 'create',
    summary: 'Make a job',
    description:
      'Makes a service principal for the application that uploads, and the job of it. It begins when its secrets are saved and it is started.',
    examples: [
      'muster job create --name "HR inbound" --client 3f0d7a52-6a8e-4d43-9a53-0c1c2f6f7d11 --notify hr-admins@example.com --dry-run',
      'muster job create --name "On premises" --client 8c6c1b0e-52f7-4b8e-8a41-5d0f9b1a2e22 --template API2AD --agent',
    ],
    options: (command) =>
      addDryRun(
        command
          .option('--name <name>', 'what people call it')
          .option('--client <id>', 'the client id of the application that uploads')
          .option('--template <id>', 'API2AAD, API2AD or API2SCIM: what kind of directory it is for', 'API2AAD')
          .option('--agent', 'agents near the directory do its work')
          .option('--notify <mail>', 'who is told when it stops; may be given several times', collected, [])
          .option('--principal <id>', 'a service principal there is; otherwise one is made'),
      ),
    run: create,
  });
}

const collected = (one: string, all: readonly string[]) => [...all, one];

interface Created {
  readonly servicePrincipalId: string;
  readonly jobId: string;
}

async function create(
  { service, answers }: Muster,
  _: readonly string[],
  { template, name, client, agent, notify, principal, dryRun }: CreateOptions & GlobalOptions,
): Promise<ExitCode> {
  if (principal === undefined && (name === undefined || client === undefined)) {
    throw usage('Whose job is it to be?', { advice: 'Say --name and --client, or --principal of one there is.' });
  }
  const { http } = await service();
  const settings = agent ? [{ name: 'IsSynchronizationAgentRequired', value: 'True' }] : [];
  const principalBody = { appId: client, displayName: name, notificationEmailAddresses: notify };
  const jobBody = { templateId: template, ...(agent && { synchronizationJobSettings: settings }) };
  if (dryRun) {
    const value = { servicePrincipal: principal ?? principalBody, job: jobBody };
    await answers.single({ kind: 'muster.dryRun/1', value, text: (what) => JSON.stringify(what, null, 2) });
    return EXIT.done;
  }
  const id =
    principal ?? (await http.json<{ id: string }>('POST', '/v1.0/servicePrincipals', { body: principalBody })).id;
  const jobs = `/v1.0/servicePrincipals/${encodeURIComponent(id)}/synchronization/jobs`;
  const { id: jobId } = await http.json<{ id: string }>('POST', jobs, { body: jobBody });
  const value: Created = { servicePrincipalId: id, jobId };
  await answers.single({ kind: 'muster.jobCreated/1', value, text: createdText, name: () => jobId });
  return EXIT.done;
}

function createdText({ servicePrincipalId, jobId }: Created): string {
  return [
    `Job ${jobId}`,
    `of the service principal ${servicePrincipalId}.`,
    'Next: muster secrets set KEY …, muster secrets test, muster job start',
  ].join('\n');
}
