/**
 * What the service sees of a directory that only agents reach: it can be tested and described. Nobody is provisioned
 * through it; that is the agents' work, near the directory.
 */

import { ProvisioningError } from '../../errors';
import type { Job } from '../../store/jobs/jobs';
import type { Target } from '../../targets/target';
import type { AskAgents } from '../agentQuestions';

const ONLY_AGENTS = 'The job is run by agents: only they reach its directory.';

export function createAgentTarget(job: Job, ask: AskAgents): Target {
  const refuse = async (): Promise<never> => {
    throw new ProvisioningError('AgentSignalingError', ONLY_AGENTS);
  };
  return {
    capabilities: {
      displayName: 'Directory behind an agent',
      realm: `agent:${job.id}`,
      enabledAttribute: { name: '', whenEnabled: true },
      softDelete: false,
      referenceAttributes: [],
      caseInsensitiveLookup: false,
      createsOnce: false,
      needsAgent: true,
    },
    find: refuse,
    read: refuse,
    create: refuse,
    update: refuse,
    delete: refuse,
    restore: refuse,
    setReference: refuse,
    isTaken: refuse,
    defaultDomain: () => ask(job, { kind: 'defaultDomain' }),
    testConnection: async () => void (await ask(job, { kind: 'testConnection' })),
    discover: async () => (await ask(job, { kind: 'discover' })) ?? undefined,
    close: async () => undefined,
  };
}
