/**
 * `GET /muster/doctor`: what this deployment needs to do its work, each with what is wrong and what to do (docs/operations.md).
 * No check changes anything, and none tells a secret.
 */
import { whyNoAgent } from '../../engine/job/agentActivity';
import { watchAgents } from '../../pipeline/agentWatch';
import { isRunByAgents } from '../../pipeline/jobSettings';
import { openSecrets } from '../../pipeline/jobs/secrets';
import type { Needs } from '../../pipeline/ports';
import { SecretUnreadable } from '../../store/jobs/sealing';
import type { Reply } from '../http/endpoint';

/** What the settings say, and what the readiness probe asks. */
export interface DoctorFacts {
  readonly version: string;
  readonly hasSecretsKey: boolean;
  readonly sendsMail: boolean;
  readonly requiresMail: boolean;
  /** Between rounds of the timer at most, milliseconds. */
  readonly superviseEveryMs: number;
  /** Names of what fails (`composition/readiness.ts`). */
  failing(): Promise<readonly string[]>;
}

export type DoctorPorts = Needs<
  'clock' | 'jobs' | 'secrets' | 'sealer' | 'agents' | 'agentInactiveMs' | 'supervision' | 'parked'
>;

type Status = 'ok' | 'warning' | 'failure';

interface Finding {
  readonly status: Status;
  readonly detail: string;
  /** What to do; absent: nothing. */
  readonly fix?: string;
}

interface Check {
  readonly id: string;
  readonly title: string;
  /** Where it is told, below `docs/`. */
  readonly documentation: string;
  look(facts: DoctorFacts, ports: DoctorPorts): Promise<Finding>;
}

const fine = (detail: string): Finding => ({ status: 'ok', detail });

/** One of the probe's own checks. */
const probed = (id: string, title: string, name: string, fix: string): Check => ({
  id,
  title,
  documentation: 'docs/observe.md',
  async look({ failing }) {
    if (!(await failing()).includes(name)) return fine('It answers.');
    return { status: 'failure', detail: `${title} cannot be used: the readiness probe fails.`, fix };
  },
});

const ROUNDS_MISSED = 4;
const MOST_PARKED = 100;
/** Clocks of two machines rarely agree to the second; tokens are taken within a minute. */
const CLOCK_TOLERANCE_MS = 30_000;
const STORAGE_FIX = 'Look at the storage account: its name, its network rules, and the role of the app on it.';

const CHECKS: readonly Check[] = [
  probed('storageTables', 'Storage tables', 'storage tables', STORAGE_FIX),
  probed('storageQueues', 'Storage queues', 'storage queues', STORAGE_FIX),
  probed('issuerKeys', 'Keys of the token issuer', 'issuer keys', 'Let the app reach TOKEN_JWKS_URI.'),
  {
    id: 'timer',
    title: 'Timer',
    documentation: 'docs/operations.md',
    async look({ superviseEveryMs }, { supervision, clock }) {
      const last = await supervision.last();
      const fix = 'Look for its errors in the log of the worker, and at SUPERVISE_SCHEDULE.';
      if (last === undefined) return { status: 'failure', detail: 'It has not gone round yet.', fix };
      const detail = `It was last through with all jobs at ${new Date(last).toISOString()}.`;
      return clock.now() - last > ROUNDS_MISSED * superviseEveryMs ? { status: 'failure', detail, fix } : fine(detail);
    },
  },
  {
    id: 'clock',
    title: 'Clock',
    documentation: 'docs/operations.md',
    async look(_, { supervision }) {
      const ahead = await supervision.clockAheadMs();
      if (ahead === undefined) return fine('There is nothing to compare it with yet.');
      const detail = `The timer's clock is ${Math.round(ahead / 1_000)} seconds ahead of the storage's.`;
      if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) return fine(detail);
      return { status: 'warning', detail, fix: 'Let the machine take its time from a server.' };
    },
  },
  {
    id: 'parkedMessages',
    title: 'Messages nobody could work on',
    documentation: 'docs/operations.md',
    async look(_, { parked }) {
      const { messages, more } = await parked.list(MOST_PARKED);
      if (messages.length === 0) return fine('There are none.');
      const count = more ? `${MOST_PARKED}+` : String(messages.length);
      const detail = `${count} are parked, the newest for: ${messages[0]?.reason}`;
      return {
        status: 'warning',
        detail,
        fix: 'GET /muster/parkedMessages tells each; upload again what they were about.',
      };
    },
  },
  {
    id: 'secretsKey',
    title: 'Key of the secrets',
    documentation: 'docs/operations.md',
    async look({ hasSecretsKey }, ports) {
      const locked = await lockedSecrets(ports);
      if (locked.length > 0) {
        const fix = 'Set SECRETS_KEY to the key that they were saved under, or save them again.';
        return { status: 'failure', detail: locked.join(' '), fix };
      }
      if (hasSecretsKey) return fine('SECRETS_KEY is set, and opens the secrets of targets.');
      const detail = 'SECRETS_KEY is not set: no secret can be saved but references to a key vault.';
      return { status: 'warning', detail, fix: 'Set 32 random bytes in base64: openssl rand -base64 32.' };
    },
  },
  {
    id: 'mail',
    title: 'Mail',
    documentation: 'docs/operations.md',
    async look({ sendsMail, requiresMail }) {
      if (sendsMail) return fine('SMTP_URL or MAIL_FOLDER is set.');
      const detail = 'Neither SMTP_URL nor MAIL_FOLDER is set: nobody is told of a quarantine.';
      const fix = 'Set SMTP_URL and MAIL_FROM.';
      return { status: requiresMail ? 'failure' : 'warning', detail, fix };
    },
  },
  {
    id: 'agents',
    title: 'Agents',
    documentation: 'docs/agent.md',
    async look(_, ports) {
      const missing: string[] = [];
      let status: 'warning' | 'failure' = 'warning'; // a job that no agent has come to yet is one that is being set up
      let jobs = 0;
      for (const jobId of await ports.jobs.listJobIds()) {
        const job = (await ports.jobs.get(jobId))?.value;
        if (job === undefined || !isRunByAgents(job)) continue;
        jobs += 1;
        const why = whyNoAgent(await watchAgents(jobId, ports));
        if (why === undefined) continue;
        if (why.code === 'HybridIdentityServiceNoActiveAgents') status = 'failure';
        missing.push(`${jobId}: ${why.message}`);
      }
      if (missing.length === 0)
        return fine(jobs === 0 ? 'No job needs one.' : `Each of ${jobs} jobs has an active one.`);
      return { status, detail: missing.join(' '), fix: 'Start or restart the agent that is named.' };
    },
  },
  {
    id: 'release',
    title: 'Release',
    documentation: 'docs/deploy.md',
    look: async ({ version }) => fine(version),
  },
];

/** Of each job, why its target's secrets cannot be opened. Inlets and outlets tell of theirs in their own health. */
async function lockedSecrets(ports: DoctorPorts): Promise<readonly string[]> {
  const found: string[] = [];
  for (const jobId of await ports.jobs.listJobIds()) {
    const job = (await ports.jobs.get(jobId))?.value;
    if (job === undefined) continue;
    try {
      await openSecrets(job.servicePrincipalId, ports);
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error;
      found.push(`${jobId}: ${error.message}`);
    }
  }
  return found;
}

export async function readDoctor(facts: DoctorFacts, ports: DoctorPorts): Promise<Reply> {
  const value = await Promise.all(CHECKS.map((check) => examine(check, facts, ports)));
  return { status: 200, body: { value } };
}

/** A check that cannot be made is a finding, too. */
async function examine({ id, title, documentation, look }: Check, facts: DoctorFacts, ports: DoctorPorts) {
  const finding = await look(facts, ports).catch((error: unknown): Finding => {
    const detail = `It could not be looked at: ${error instanceof Error ? error.message : error}`;
    return { status: 'failure', detail, fix: 'Look at the storage first.' };
  });
  const { status, detail, fix = null } = finding;
  return { id, status, title, detail, fix, documentation };
}
