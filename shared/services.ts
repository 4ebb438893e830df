/** The composition root: what the functions use, built once a process from the settings. */
import type { AdministrationPorts } from './api/administration';
import { createTokenVerifier, remoteKeys } from './api/authorize';
import { createEndpoint } from './api/endpoint';
import type { LogApiPorts } from './api/logs';
import type { PlanLimits } from './api/plan';
import { createRateLimit, LOG_QUOTAS, type RateLimit, UPLOAD_QUOTAS } from './api/rateLimit';
import { createUserDirectory, type UserDirectory } from './directory/userDirectory';
import { openNotifier } from './notify/openNotifier';
import { once } from './once';
import type { AcceptPorts } from './pipeline/acceptBulkUpload';
import { createAgentTarget } from './pipeline/agentTarget';
import type { AnswerPorts } from './pipeline/answerQuestions';
import { createAskAgents } from './pipeline/askAgents';
import { createGatherer, type Gatherer } from './pipeline/gatherer';
import type { PoisonPorts } from './pipeline/handlePoison';
import { createJobContexts, type JobContexts } from './pipeline/jobContext';
import { createJobQueues } from './pipeline/jobQueues';
import { isRunByAgents } from './pipeline/jobSettings';
import { createNotifications, leaveNotices } from './pipeline/notify';
import type { PlanPorts } from './pipeline/planStretch';
import type { ForecastPorts } from './pipeline/planTotals';
import { processMessages } from './pipeline/processOperations';
import type { OnDemandPorts } from './pipeline/provisionOnDemand';
import type { PurgePorts } from './pipeline/purgeExpired';
import type { ReceiptPorts } from './pipeline/readReceipt';
import type { SupervisePorts } from './pipeline/superviseJobs';
import { targetSecrets } from './pipeline/targetSecrets';
import { readSettings, type Settings } from './settings';
import { createAccountOwnerStore } from './store/accountOwners';
import { type AgentStore, createAgentStore } from './store/agents';
import { createAnswerStore } from './store/answers';
import { type AuditStore, createAuditStore } from './store/audit';
import { createEntryPackStore } from './store/entryPacks';
import { createIntakeStore } from './store/intake';
import { createJobStore, type Job, type JobStore } from './store/jobs';
import { createLedgerStore } from './store/ledger';
import { createNameStore } from './store/names';
import { createParkedStore } from './store/parked';
import { createParkingStore } from './store/parking';
import { createPastUploads } from './store/pastUploads';
import { createPeopleStore } from './store/people';
import { createPersonIndex } from './store/personIndex';
import { createQuestionStore } from './store/questions';
import { createRemovedJobs, type RemovedJobs } from './store/removedJobs';
import { createSealer } from './store/sealing';
import { createSecretStore } from './store/secrets';
import { createStagingStore } from './store/staging';
import { createDirectoryTarget } from './targets/directory/directoryTarget';
import { createGraphTraffic } from './targets/graph/traffic';
import { createJobTargets } from './targets/jobTargets';
import { limitConcurrency } from './targets/limited';
import { type OpenTargetPorts, openTarget, type TargetOptions, testTarget } from './targets/openTarget';
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
const TABLES = {
  jobs: 'jobs',
  people: 'people',
  staging: 'staging',
  directory: 'directory',
  audit: 'audit',
  names: 'names',
} as const;

export interface Services {
  readonly settings: Settings;
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
  readonly plan: PlanPorts & ForecastPorts;
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
  });
  return verify;
}

export function buildServices(settings: Settings, foundation: World = realWorld(settings)): Services {
  const { storage, target: given, agent, breathe, ...world } = foundation;
  const common = storage.queue(OPERATIONS_QUEUE);
  const [jobsTable, peopleTable] = [storage.table(TABLES.jobs), storage.table(TABLES.people)];
  const stagingTable = storage.table(TABLES.staging);
  const directoryTable = storage.table(TABLES.directory);
  const auditTable = storage.table(TABLES.audit);
  const namesTable = storage.table(TABLES.names);

  const jobs = createJobStore(jobsTable);
  const removedJobs = createRemovedJobs(jobsTable, peopleTable);
  const intake = createIntakeStore(jobsTable);
  const index = createPersonIndex(peopleTable);
  const staging = createStagingStore(stagingTable);
  const packs = createEntryPackStore(peopleTable);
  const parked = createParkedStore(stagingTable, world);
  const keepMs = settings.logRetentionDays * DAY_MS;
  const directory = createUserDirectory({
    ...world,
    table: directoryTable,
    tenantId: settings.tenantId,
    verifiedDomains: settings.verifiedDomains,
  });
  const secrets = createSecretStore(jobsTable);
  const sealer = createSealer(settings.secretsKey, world.random);
  const target = limitConcurrency(given ?? createDirectoryTarget(directory, world.random), settings.targetConcurrency);
  const ways: OpenTargetPorts = {
    ...world,
    embedded: target,
    traffic: createGraphTraffic(world),
    options: targetOptions(settings),
  };
  const targets = createJobTargets<Job>({
    ...world,
    getSecrets: async ({ servicePrincipalId }) =>
      agent?.secrets ?? targetSecrets(servicePrincipalId, { secrets, sealer }),
    open: async (job, saved) => (given === undefined ? openTarget(job, saved, ways) : target),
  });
  const agents = {
    agents: createAgentStore(jobsTable),
    questions: createQuestionStore(jobsTable),
    agentInactiveMs: settings.agents.inactiveMs,
    agentAnswerMs: settings.agents.answerMs,
    agentQuarantineMs: settings.agents.quarantineMs,
  };
  const ask = createAskAgents({ ...world, ...agents });
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

  const process = {
    ...world,
    ...agents,
    ...notifications,
    ...(agent && { notify: leaveNotices(agents.agents) }), // the service has the mail
    ask,
    contexts,
    people: createPeopleStore(peopleTable),
    names: createNameStore(namesTable),
    owners: createAccountOwnerStore(peopleTable),
    ledger: createLedgerStore(peopleTable),
    staging,
    intake,
    jobs,
    removedJobs,
    parking: createParkingStore(jobsTable),
    operations,
    audit: createAuditStore(auditTable, world),
    claimMs: settings.claimMs,
    retries: settings.retries,
    quarantine: settings.quarantine,
  };
  return {
    settings,
    jobs,
    removedJobs,
    agents: agents.agents,
    contexts,
    directory,
    gatherer: createGatherer((jobId, messages) => processMessages(jobId, messages, process), breathe),
    accept: {
      ...world,
      intake,
      staging,
      operations,
      maxOperationsPerRequest: settings.maxOperationsPerRequest,
      operationsPerMessage: settings.operationsPerMessage,
    },
    uploadLimit: createRateLimit(UPLOAD_QUOTAS[settings.rateLimitProfile], world.clock),
    poison: { ...process, parked },
    supervise: {
      ...process,
      packs,
      answerStore: createAnswerStore(jobsTable),
      index,
      cycleMs: CYCLE_MS,
      waitingSweepMs: WAITING_SWEEP_MS,
    },
    purge: {
      ...process,
      packs,
      parked,
      directory,
      pastUploads: createPastUploads(jobsTable),
      keepMs,
      keepAuditMs: settings.auditRetentionDays * DAY_MS,
    },
    administration: {
      ...process,
      parked,
      index,
      secrets,
      sealer,
      testCredentials: async (templateId, credentials) =>
        given === undefined ? testTarget(templateId, credentials, ways) : target.testConnection(),
      templateDomain: settings.verifiedDomains[0] ?? '',
      tenantId: settings.tenantId,
      maxRequestBytes: settings.maxRequestBytes,
      waitingSweepMs: WAITING_SWEEP_MS,
    },
    logs: {
      ...process,
      packs,
      tenantId: settings.tenantId,
      logLimit: createRateLimit(LOG_QUOTAS[settings.rateLimitProfile], world.clock),
    },
    receipts: { ...world, ...agents, intake, packs, keepMs },
    onDemand: process,
    answers: { ...world, questions: agents.questions, contexts, onDemand: process },
    plan: { ...process, index },
    planLimits: PLAN_LIMITS,
    onDemandLimit: createRateLimit([ON_DEMAND_QUOTA], world.clock),
    ready: once(async () => {
      const tables = [jobsTable, peopleTable, stagingTable, directoryTable, auditTable, namesTable];
      await Promise.all([common.ensure(), ...tables.map((table) => table.ensure())]);
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
  };
}
