/** The composition root: what the functions use, built once a process from the settings. */
import { createTokenVerifier, fetchKeys, remoteKeys } from '../api/http/authorize';
import { notConfigured } from '../api/http/graphError';
import { createRateLimit, LOG_QUOTAS, type RateLimit, UPLOAD_QUOTAS } from '../api/http/rateLimit';
import { createEndpoint } from '../api/http/registration';
import { createRouteTable } from '../api/http/routing/routeTable';
import type { PlanLimits } from '../api/preview/plan';
import { createUserDirectory, type UserDirectory } from '../directory/userDirectory';
import { openNotifier } from '../notify/openNotifier';
import { createAgentTarget } from '../pipeline/agents/agentTarget';
import { createAskAgents } from '../pipeline/agents/askAgents';
import type { EventMessage } from '../pipeline/inlets/eventMessages';
import { createTellInlet } from '../pipeline/inlets/tellInlet';
import { workOnEvents } from '../pipeline/inlets/workOnEvents';
import { createJobContexts } from '../pipeline/jobContext';
import { isRunByAgents } from '../pipeline/jobSettings';
import { openSecrets } from '../pipeline/jobs/secrets';
import { createGatherer, type Gatherer } from '../pipeline/people/gatherer';
import type { House } from '../pipeline/ports';
import { createNotifications, leaveNotices } from '../pipeline/quarantine/notify';
import { createJobQueues } from '../pipeline/queue/jobQueues';
import { isAhead } from '../pipeline/queue/messages';
import { guardAtOnce } from '../pipeline/supervise/deletions/guardAtOnce';
import { readSettings, type Settings, SettingsError } from '../settings';
import type { Job } from '../store/jobs/jobs';
import { createSealer } from '../store/jobs/sealing';
import { createDirectoryTarget } from '../targets/directory/directoryTarget';
import { createGraphTraffic } from '../targets/graph/traffic';
import { createEgress } from '../targets/kit/egress';
import { createExchange } from '../targets/kit/http';
import { gathered } from '../targets/open/gathered';
import { createJobTargets } from '../targets/open/jobTargets';
import { limitConcurrency } from '../targets/open/limited';
import { type OpenTargetPorts, openTarget, type TargetOptions, testTarget } from '../targets/open/openTarget';
import { NO_TELEMETRY, type Telemetry } from '../telemetry/telemetry';
import { openInlets } from './inlets';
import { observedIntake, observedTarget } from './observed';
import { observedWork } from './observedWork';
import { once } from './once';
import { openOutside } from './outside';
import { createReadiness, type Readiness } from './readiness';
import { openStores } from './stores';
import { processTelemetry } from './telemetry';
import { realWorld, type World } from './world';

export const OPERATIONS_QUEUE = 'operations';
/** The first lane: whoever is to lose access. */
export const OPERATIONS_FIRST_QUEUE = 'operations-first';
/** What inlets received and is to be worked on. */
export const EVENTS_QUEUE = 'events';
/** The service's own interval, PT40M (spec/wire-contract.md 3.1). */
const CYCLE_MS = 40 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const WAITING_SWEEP_MS = 5 * 60_000;
/** Of a job, by one instance (spec/wire-contract.md 2.11). */
const ON_DEMAND_QUOTA = { most: 5, windowMs: 10_000 } as const;
/** Azure cuts off answers that take 230 seconds; the size is what an instance can easily hold (decision 0011). */
const PLAN_ANSWERS = { answerBytes: 16 * 1024 * 1024, answerMs: 150_000 };

/** What one caller, job or answer may come to. */
export interface Limits {
  /** Uploads of a job. */
  readonly upload: RateLimit;
  /** Queries of the log by one application. */
  readonly log: RateLimit;
  /** On-demand requests of a job; Graph allows 5 in 10 seconds. */
  readonly onDemand: RateLimit;
  readonly plan: PlanLimits;
}

export interface Services {
  readonly settings: Settings;
  /** Where use cases take what they need from. */
  readonly house: House;
  /** The embedded directory, which Graph's clients ask like any other. */
  readonly directory: UserDirectory;
  readonly limits: Limits;
  readonly gatherer: Gatherer;
  /** The same for events of inlets. */
  readonly eventGatherer: Gatherer<EventMessage>;
  readonly telemetry: Telemetry;
  readonly readiness: Readiness;
  /** Resolves when every table and queue exists. Costs nothing after the first time. */
  ready(): Promise<void>;
}

let built: Services | undefined;

/** @throws {SettingsError} at the first use when settings are missing */
export function services(): Services {
  built ??= buildServices(readSettings());
  return built;
}

/** Every endpoint that is registered: for the parts of a batch, and for paths in another form. */
export const routes = createRouteTable();

/** Endpoints that authorize against these services. */
export const endpoint = createEndpoint(
  () => {
    const { settings, ready } = configured();
    const { publicBaseUrl, corsOrigins } = settings;
    return { verify: verifier(settings), publicBaseUrl, corsOrigins, ready };
  },
  routes,
  processTelemetry,
);

/** @throws {GraphError} 503 where the settings do not allow any work: that is not the caller's fault, and no accident */
function configured(): Services {
  try {
    return services();
  } catch (error) {
    if (error instanceof SettingsError) throw notConfigured({ cause: error });
    throw error;
  }
}

let verify: ReturnType<typeof createTokenVerifier> | undefined;
let keys: ReturnType<typeof remoteKeys> | undefined;

const keysOf = (settings: Settings) => {
  keys ??= remoteKeys(settings.tokenKeysUri);
  return keys;
};

function verifier(settings: Settings) {
  verify ??= createTokenVerifier({
    issuers: settings.tokenIssuers,
    audiences: settings.tokenAudiences,
    keys: keysOf(settings),
    people: settings.people,
  });
  return verify;
}

export function buildServices(settings: Settings, foundation: World = realWorld(settings)): Services {
  const { storage, target: given, askVendor, agent, breathe, outside, telemetry = NO_TELEMETRY, ...world } = foundation;
  const common = { ordinary: storage.queue(OPERATIONS_QUEUE), first: storage.queue(OPERATIONS_FIRST_QUEUE) };
  const events = storage.queue(EVENTS_QUEUE);
  const { stores: plain, directoryTable, ensure } = openStores({ storage, ...world });
  const stores = { ...plain, intake: observedIntake(plain.intake, telemetry) };
  const { jobs, secrets } = stores;
  const directory = createUserDirectory({
    ...world,
    table: directoryTable,
    tenantId: settings.tenantId,
    verifiedDomains: settings.verifiedDomains,
  });
  const sealer = createSealer(settings.secretsKey, world.random);
  const reached = limitConcurrency(given ?? createDirectoryTarget(directory, world.random), settings.targetConcurrency);
  const target = gathered(reached, world.clock);
  const reach = { deployed: settings.deployed, hosts: settings.egressHosts };
  const egress = createEgress(reach, 'target');
  const exchange = createExchange({ egress });
  const ways: OpenTargetPorts = {
    ...world,
    embedded: target,
    egress,
    exchange,
    traffic: createGraphTraffic({ ...world, exchange, quotas: stores.quotas }),
    options: targetOptions(settings),
  };
  const targets = createJobTargets<Job>({
    ...world,
    getSecrets: async ({ servicePrincipalId }) =>
      agent?.secrets ?? openSecrets(servicePrincipalId, { secrets, sealer }),
    open: async (job, saved) => {
      const opened = given === undefined ? await openTarget(job, saved, ways) : target;
      return telemetry === NO_TELEMETRY ? opened : observedTarget(opened, job.id, telemetry, world.clock);
    },
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
    guard: { settleMs: settings.guardSettleMs, mostAtOnce: settings.deletionsAtOnce },
  });
  const place = agent === undefined ? 'service' : 'agent';
  const operations = createJobQueues({ place, common, open: (name) => storage.queue(name), contexts });

  const mail = {
    ...world,
    jobs,
    secrets,
    notifier: openNotifier(settings, world),
    publicBaseUrl: settings.publicBaseUrl,
  };
  const notifications = createNotifications({ ...mail, requireEmail: settings.requireNotificationEmail });

  const house: House = {
    ...world,
    ...stores,
    ...patience,
    ...notifications,
    ...(agent && { notify: leaveNotices(stores.agents) }), // the service has the mail
    ask,
    contexts,
    operations,
    events,
    tellInlet: createTellInlet(mail),
    ...openInlets(settings, exchange, askVendor, { ...world, ...stores, sealer }),
    sealer,
    ...openOutside(reach, outside, ways),
    allowLoopback: settings.allowLoopbackTargets,
    recycleBin: directory,
    testCredentials: async (templateId, credentials, use) =>
      given === undefined
        ? testTarget(templateId, credentials, use, ways)
        : target.testConnection(use.matchAttribute, use.written),
    tenantId: settings.tenantId,
    verifiedDomains: settings.verifiedDomains,
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
    directory,
    limits: {
      upload: createRateLimit(UPLOAD_QUOTAS[settings.rateLimitProfile], world.clock),
      log: createRateLimit(LOG_QUOTAS[settings.rateLimitProfile], world.clock),
      onDemand: createRateLimit([ON_DEMAND_QUOTA], world.clock),
      plan: { requestBytes: settings.maxPlanBytes, operations: settings.maxPlanOperations, ...PLAN_ANSWERS },
    },
    gatherer: createGatherer(
      async (_, messages) => {
        const [first] = messages;
        if (first === undefined) return new Map();
        const refused = await observedWork(first.jobId, messages, house, telemetry);
        if (place === 'service') await guardAtOnce(first.jobId, messages, house);
        return refused;
      },
      breathe,
      (message) => `${isAhead(message) ? 'first' : 'ordinary'} ${message.jobId}`,
    ),
    eventGatherer: createGatherer<EventMessage>(
      async (_, messages) => {
        const [first] = messages;
        if (first !== undefined)
          await workOnEvents(
            first,
            messages.map(({ key }) => key),
            house,
          );
        return new Map();
      },
      breathe,
      ({ jobId, inlet }) => `${jobId} ${inlet}`,
    ),
    telemetry,
    readiness: createReadiness({
      storage,
      queueName: OPERATIONS_QUEUE,
      supervision: stores.supervision,
      fetchKeys: () => fetchKeys(keysOf(settings)),
      clock: world.clock,
      superviseEveryMs: settings.superviseEveryMs,
    }),
    ready: once(async () => {
      await Promise.all([common.ordinary.ensure(), common.first.ensure(), events.ensure(), ensure()]);
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
    identityClientId: settings.identityClientId,
    keyVaultHosts: settings.keyVaultHosts,
  };
}
