/** The composition root: what the functions use, built once a process from the settings. */
import type { AdministrationPorts } from '../api/administration';
import { createTokenVerifier, remoteKeys } from '../api/http/authorize';
import { createEndpoint } from '../api/http/endpoint';
import { createRateLimit, LOG_QUOTAS, type RateLimit, UPLOAD_QUOTAS } from '../api/http/rateLimit';
import type { LogApiPorts } from '../api/logs/logs';
import type { PlanLimits } from '../api/preview/plan';
import { createUserDirectory, type UserDirectory } from '../directory/userDirectory';
import { openNotifier } from '../notify/openNotifier';
import { createAgentTarget } from '../pipeline/agents/agentTarget';
import type { AnswerPorts } from '../pipeline/agents/answerQuestions';
import { createAskAgents } from '../pipeline/agents/askAgents';
import { createJobContexts, type JobContexts } from '../pipeline/jobContext';
import { isRunByAgents } from '../pipeline/jobSettings';
import { targetSecrets } from '../pipeline/jobs/targetSecrets';
import { createGatherer, type Gatherer } from '../pipeline/people/gatherer';
import type { PoisonPorts } from '../pipeline/people/handlePoison';
import { processMessages } from '../pipeline/people/processMessages';
import type { House } from '../pipeline/ports';
import type { PlanPeoplePorts } from '../pipeline/preview/planPeople';
import type { ForecastPorts } from '../pipeline/preview/planTotals';
import type { OnDemandPorts } from '../pipeline/preview/provisionOnDemand';
import { createNotifications, leaveNotices } from '../pipeline/quarantine/notify';
import { createJobQueues } from '../pipeline/queue/jobQueues';
import type { PurgePorts } from '../pipeline/supervise/purgeExpired';
import type { SupervisePorts } from '../pipeline/supervise/superviseJobs';
import type { AcceptPorts } from '../pipeline/uploads/acceptBulkUpload';
import type { ReceiptPorts } from '../pipeline/uploads/readReceipt';
import { readSettings, type Settings } from '../settings';
import type { AgentStore } from '../store/jobs/agents';
import type { AuditStore } from '../store/jobs/audit';
import type { Job, JobStore } from '../store/jobs/jobs';
import { createSealer } from '../store/jobs/sealing';
import type { RemovedJobs } from '../store/retention/removedJobs';
import { createDirectoryTarget } from '../targets/directory/directoryTarget';
import { createGraphTraffic } from '../targets/graph/traffic';
import { createEgress } from '../targets/kit/egress';
import { createExchange } from '../targets/kit/http';
import { createJobTargets } from '../targets/open/jobTargets';
import { limitConcurrency } from '../targets/open/limited';
import { type OpenTargetPorts, openTarget, type TargetOptions, testTarget } from '../targets/open/openTarget';
import { once } from './once';
import { openStores } from './stores';
import { realWorld, type World } from './world';

export const OPERATIONS_QUEUE = 'operations';
/** The service's own interval, PT40M (spec/wire-contract.md 3.1). */
const CYCLE_MS = 40 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const WAITING_SWEEP_MS = 5 * 60_000;
/** Of a job, by one instance (spec/wire-contract.md 2.11). */
const ON_DEMAND_QUOTA = { most: 5, windowMs: 10_000 } as const;
/** Azure cuts off answers that take 230 seconds; the size is what an instance can easily hold (decision 0011). */
const PLAN_LIMITS: PlanLimits = { answerBytes: 16 * 1024 * 1024, answerMs: 150_000 };

export interface Services {
  readonly settings: Settings;
  /** What use cases take what they need from. */
  readonly house: House;
  readonly jobs: JobStore;
  readonly removedJobs: RemovedJobs;
  readonly contexts: JobContexts;
  readonly directory: UserDirectory;
  readonly gatherer: Gatherer;
  readonly accept: AcceptPorts;
  /** Uploads a job. */
  readonly uploadLimit: RateLimit;
  readonly poison: PoisonPorts;
  readonly supervise: SupervisePorts;
  readonly purge: PurgePorts;
  readonly administration: AdministrationPorts;
  readonly logs: LogApiPorts;
  readonly receipts: ReceiptPorts;
  readonly onDemand: OnDemandPorts & { readonly audit: AuditStore };
  /** What an agent answers questions with. */
  readonly answers: AnswerPorts;
  readonly agents: AgentStore;
  readonly onDemandLimit: RateLimit;
  readonly plan: PlanPeoplePorts & ForecastPorts;
  readonly planLimits: PlanLimits;
  /** Resolves when every table and queue exists. Costs nothing after the first time. */
  ready(): Promise<void>;
}

let built: Services | undefined;

/** @throws {SettingsError} at the first use when settings are missing */
export function services(): Services {
  built ??= buildServices(readSettings());
  return built;
}

/** Endpoints that authorize against these services. */
export const endpoint = createEndpoint(() => {
  const { settings, ready } = services();
  return { verify: verifier(settings), publicBaseUrl: settings.publicBaseUrl, ready };
});

let verify: ReturnType<typeof createTokenVerifier> | undefined;

function verifier(settings: Settings) {
  verify ??= createTokenVerifier({
    issuers: settings.tokenIssuers,
    audiences: settings.tokenAudiences,
    keys: remoteKeys(settings.tokenKeysUri),
    people: settings.people,
  });
  return verify;
}

export function buildServices(settings: Settings, foundation: World = realWorld(settings)): Services {
  const { storage, target: given, agent, breathe, ...world } = foundation;
  const common = storage.queue(OPERATIONS_QUEUE);
  const { stores, directoryTable, ensure } = openStores({ storage, ...world });
  const { jobs, secrets } = stores;
  const directory = createUserDirectory({
    ...world,
    table: directoryTable,
    tenantId: settings.tenantId,
    verifiedDomains: settings.verifiedDomains,
  });
  const sealer = createSealer(settings.secretsKey, world.random);
  const target = limitConcurrency(given ?? createDirectoryTarget(directory, world.random), settings.targetConcurrency);
  const egress = createEgress({ deployed: settings.deployed, hosts: settings.egressHosts }, 'target');
  const exchange = createExchange({ egress });
  const ways: OpenTargetPorts = {
    ...world,
    embedded: target,
    egress,
    exchange,
    traffic: createGraphTraffic({ ...world, exchange }),
    options: targetOptions(settings),
  };
  const targets = createJobTargets<Job>({
    ...world,
    getSecrets: async ({ servicePrincipalId }) =>
      agent?.secrets ?? targetSecrets(servicePrincipalId, { secrets, sealer }),
    open: async (job, saved) => (given === undefined ? openTarget(job, saved, ways) : target),
  });
  const patience = {
    agentInactiveMs: settings.agents.inactiveMs,
    agentAnswerMs: settings.agents.answerMs,
    agentQuarantineMs: settings.agents.quarantineMs,
  };
  const ask = createAskAgents({ ...world, ...stores, ...patience });
  const contexts = createJobContexts({
    ...world,
    jobs,
    openTarget: async (job) =>
      agent === undefined && isRunByAgents(job) ? createAgentTarget(job, ask) : targets.get(job),
    guardSettleMs: settings.guardSettleMs,
  });
  const place = agent === undefined ? 'service' : 'agent';
  const operations = createJobQueues({ place, common, open: (name) => storage.queue(name), contexts });

  const notifications = createNotifications({
    ...world,
    jobs,
    secrets,
    notifier: openNotifier(settings, world),
    requireEmail: settings.requireNotificationEmail,
    publicBaseUrl: settings.publicBaseUrl,
  });

  const house: House = {
    ...world,
    ...stores,
    ...patience,
    ...notifications,
    ...(agent && { notify: leaveNotices(stores.agents) }), // the service has the mail
    ask,
    contexts,
    operations,
    sealer,
    directory,
    testCredentials: async (templateId, credentials) =>
      given === undefined ? testTarget(templateId, credentials, ways) : target.testConnection(),
    tenantId: settings.tenantId,
    templateDomain: settings.verifiedDomains[0] ?? '',
    claimMs: settings.claimMs,
    retries: settings.retries,
    quarantine: settings.quarantine,
    cycleMs: CYCLE_MS,
    waitingSweepMs: WAITING_SWEEP_MS,
    keepMs: settings.logRetentionDays * DAY_MS,
    keepAuditMs: settings.auditRetentionDays * DAY_MS,
    maxRequestBytes: settings.maxRequestBytes,
    maxOperationsPerRequest: settings.maxOperationsPerRequest,
    operationsPerMessage: settings.operationsPerMessage,
  };
  return {
    settings,
    house,
    jobs,
    removedJobs: stores.removedJobs,
    agents: stores.agents,
    contexts,
    directory,
    gatherer: createGatherer((jobId, messages) => processMessages(jobId, messages, house), breathe),
    accept: house,
    uploadLimit: createRateLimit(UPLOAD_QUOTAS[settings.rateLimitProfile], world.clock),
    poison: house,
    supervise: house,
    purge: house,
    administration: house,
    logs: { ...house, logLimit: createRateLimit(LOG_QUOTAS[settings.rateLimitProfile], world.clock) },
    receipts: house,
    onDemand: house,
    answers: { ...house, onDemand: house, plan: house },
    plan: house,
    planLimits: PLAN_LIMITS,
    onDemandLimit: createRateLimit([ON_DEMAND_QUOTA], world.clock),
    ready: once(async () => {
      await Promise.all([common.ensure(), ensure()]);
    }),
  };
}

function targetOptions(settings: Settings): TargetOptions {
  return {
    target: settings.target,
    tenantId: settings.tenantId,
    tenantSize: settings.graphTenantSize,
    defaultDomain: settings.verifiedDomains[0] ?? '',
    concurrency: settings.targetConcurrency,
    claimMs: settings.claimMs,
    allowHttpLoopback: settings.allowLoopbackTargets,
    keyVaultHosts: settings.keyVaultHosts,
  };
}
