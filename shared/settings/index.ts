/** The only reader of the environment. Every fault is reported at once, so that a deployment is put right in one go. */

import { deploymentMark } from '../deployment';
import type { RetrySchedule } from '../engine/job/escrow';
import type { QuarantineSettings } from '../engine/job/quarantine';
import { type ConsoleSignInState, consoleScope, nameOfScope, readConsoleSignIn } from './consoleSignIn';
import { longestPauseMs } from './ncrontab';
import { readValues, textOf, type Values } from './setting';
import { type StoragePlace, storagePlace } from './storagePlace';
import { SETTINGS } from './table';
import { audienceFault, GRAPH_AUDIENCES } from './trust';

export type RateLimitProfile = 'off' | 'graph' | 'entra';

export interface AgentSettings {
  /** How long an agent may be silent before it counts as inactive. */
  readonly inactiveMs: number;
  /** How long a job may be without an active agent before it is quarantined. */
  readonly quarantineMs: number;
  /** How long somebody who asks waits for an agent's answer. */
  readonly answerMs: number;
}

export interface TelemetrySettings {
  /** Connection string of Application Insights. */
  readonly insights: string | undefined;
  /** Address of a collector. */
  readonly otlp: string | undefined;
  /** Share of traces that are sent, 0 to 1. */
  readonly ratio: number;
}

export interface Settings {
  /** The storage account and the way in. */
  readonly storage: StoragePlace;
  readonly tenantId: string;
  readonly tokenIssuers: readonly string[];
  readonly tokenAudiences: readonly string[];
  readonly tokenKeysUri: string;
  /** Whether this is a deployment and no computer of one's own. */
  readonly deployed: boolean;
  /** How people sign in; `undefined`: nobody does, and tokens of people are refused. */
  readonly people: { readonly consoleScope: string } | undefined;
  /** Scheme and host clients use; `undefined`: taken from each request. */
  readonly publicBaseUrl: string | undefined;
  /** Origins whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** Of the embedded directory; the first is what `DefaultDomain()` gives. */
  readonly verifiedDomains: readonly string[];
  readonly maxOperationsPerRequest: number;
  readonly maxRequestBytes: number;
  /** Of one delivery to an inlet. */
  readonly maxInletBytes: number;
  /** The same two for a plan, which nobody waits in a queue for. */
  readonly maxPlanOperations: number;
  readonly maxPlanBytes: number;
  /** How many operations of a request share one queue message; 0: all of them. */
  readonly operationsPerMessage: number;
  /** Where people of `API2AAD` jobs go whose secrets name no other place. */
  readonly target: 'directory' | 'graph';
  /** Users of the tenant behind Graph: below 50, to 500, above; decides how fast Graph may be read. */
  readonly graphTenantSize: 'small' | 'medium' | 'large';
  /** Hosts and networks that are called although a deployment refuses their addresses. */
  readonly egressHosts: readonly string[];
  /** Of the user-assigned identity that the app reaches everything with; `undefined`: the one that comes with it. */
  readonly identityClientId: string | undefined;
  /** Vaults that secrets may be kept in, by host; `undefined`: any, on a computer of one's own. */
  readonly keyVaultHosts: readonly string[] | undefined;
  /** Targets may be at `http:` addresses of this machine: for trying things out. */
  readonly allowLoopbackTargets: boolean;
  /** Target calls under way at once in one worker. */
  readonly targetConcurrency: number;
  /** How fast uploads may come; see `UPLOAD_QUOTAS`. */
  readonly rateLimitProfile: RateLimitProfile;
  /** How long a worker's claim on a person stands, milliseconds: longer than the slowest create takes, its turn included. */
  readonly claimMs: number;
  /** How long a delete or disable is held before it runs, milliseconds: so long a mass deletion has to show itself. */
  readonly guardSettleMs: number;
  /** Where a cycle takes no more than so many away, none of them is held for that long. */
  readonly deletionsAtOnce: number;
  /** Days log entries, receipts of uploads and messages nobody could work on are kept. */
  readonly logRetentionDays: number;
  /** Days records of the audit are kept. */
  readonly auditRetentionDays: number;
  /** When people who failed are tried again. */
  readonly retries: RetrySchedule;
  /** Agents near a directory, for the jobs they run: all in milliseconds. */
  readonly agents: AgentSettings;
  /** How much failure stops a job, and when it is looked at again. */
  readonly quarantine: QuarantineSettings;
  /** A job that is started without a notification e-mail is quarantined. */
  readonly requireNotificationEmail: boolean;
  /** Mail goes through this server, in files into this folder, or both; without either there is none. */
  readonly smtpUrl: string | undefined;
  readonly mailFolder: string | undefined;
  readonly mailFrom: string;
  /** Where telemetry goes; `undefined`: nowhere, and it is not even loaded. */
  readonly telemetry: TelemetrySettings | undefined;
  /** How often the timer goes round at the least, milliseconds. */
  readonly superviseEveryMs: number;
  /** 32 bytes that secrets are kept under; `undefined`: secrets cannot be kept. */
  readonly secretsKey: Uint8Array | undefined;
}

/** Four workers with 300 people each take Graph's quota of writes a minute; a request waits half a claim for its turn. */
const GRAPH_CLAIM_SECONDS = 120;
const CLAIM_SECONDS = 30;
const SECOND_MS = 1_000;
/** What the template sets. */
const EVERY_QUARTER_MINUTE = '*/15 * * * * *';

export class SettingsError extends Error {
  readonly faults: readonly string[];

  /** Of the settings that are missing or wrong: each fault begins with one. */
  get names(): readonly string[] {
    return this.faults.map((fault) => fault.split(' ')[0] ?? '');
  }

  constructor(faults: readonly string[]) {
    super(`The settings are not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** Who reads them: the service answers requests and runs the timer, an agent does neither. */
export type SettingsReader = 'service' | 'agent';

/** @throws {SettingsError} with every fault */
export function readSettings(
  environment: NodeJS.ProcessEnv = process.env,
  reader: SettingsReader = 'service',
): Settings {
  const faults: string[] = [];
  const tell = (fault: string) => void faults.push(fault);
  const isGiven = (name: string) => textOf(environment, name) !== undefined;
  const set = readValues(SETTINGS, environment, tell);
  const storage = storagePlace(set, isGiven, (fault) => void faults.unshift(fault)) ?? { connectionString: '' };
  const deployed = deploymentMark(environment) !== undefined;
  if (deployed && reader === 'service') faults.push(...faultsOfDeployment(set));
  if (set.SMTP_URL !== undefined && set.MAIL_FROM === undefined) {
    faults.push('MAIL_FROM is missing: the sender of the mail that goes through SMTP_URL.');
  }
  if (faults.length > 0) throw new SettingsError(faults);

  const tenantId = set.TENANT_ID ?? '';
  const tokenAudiences = set.TOKEN_AUDIENCES ?? GRAPH_AUDIENCES;
  return {
    storage,
    tenantId,
    tokenIssuers: set.TOKEN_ISSUERS ?? entraIssuers(tenantId),
    tokenAudiences,
    tokenKeysUri: set.TOKEN_JWKS_URI ?? `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`,
    deployed,
    people:
      set.CONSOLE_CLIENT_ID === undefined && deployed
        ? undefined
        : { consoleScope: nameOfScope(consoleScope(set.CONSOLE_SCOPE, tokenAudiences)) },
    publicBaseUrl: set.PUBLIC_BASE_URL,
    corsOrigins: set.CORS_ORIGINS,
    verifiedDomains: set.VERIFIED_DOMAINS,
    maxOperationsPerRequest: set.MAX_OPERATIONS_PER_REQUEST,
    maxRequestBytes: set.MAX_REQUEST_BYTES,
    maxInletBytes: set.INLET_MAX_BYTES,
    maxPlanOperations: set.PLAN_MAX_OPERATIONS,
    maxPlanBytes: set.PLAN_MAX_REQUEST_BYTES,
    operationsPerMessage: set.OPERATIONS_PER_MESSAGE,
    target: set.TARGET,
    graphTenantSize: set.GRAPH_TENANT_SIZE,
    egressHosts: set.EGRESS_HOSTS,
    identityClientId: set.AzureWebJobsStorage__clientId,
    keyVaultHosts: deployed ? [...set.KEY_VAULT_HOSTS, ...ownVault(environment)] : undefined,
    allowLoopbackTargets: set.ALLOW_LOOPBACK_TARGETS,
    targetConcurrency: set.TARGET_CONCURRENCY,
    rateLimitProfile: set.RATE_LIMIT_PROFILE,
    claimMs: (set.CLAIM_SECONDS ?? (set.TARGET === 'graph' ? GRAPH_CLAIM_SECONDS : CLAIM_SECONDS)) * SECOND_MS,
    guardSettleMs: set.DELETION_SETTLE_SECONDS * SECOND_MS,
    deletionsAtOnce: set.DELETIONS_AT_ONCE,
    logRetentionDays: set.LOG_RETENTION_DAYS,
    auditRetentionDays: set.AUDIT_RETENTION_DAYS,
    retries: {
      transientMs: set.ESCROW_TRANSIENT_MINUTES,
      ladderMs: set.ESCROW_LADDER_MINUTES,
      dailyMs: set.ESCROW_REPEAT_MINUTES,
      giveUpMs: set.ESCROW_GIVE_UP_MINUTES,
      throttledMs: set.THROTTLED_GIVE_UP_MINUTES,
    },
    agents: {
      inactiveMs: set.AGENT_INACTIVE_SECONDS * SECOND_MS,
      quarantineMs: set.AGENT_QUARANTINE_MINUTES,
      answerMs: set.AGENT_ANSWER_SECONDS * SECOND_MS,
    },
    quarantine: {
      leastFailures: set.QUARANTINE_LEAST_FAILURES,
      mostPercent: set.QUARANTINE_MOST_PERCENT,
      mostFailures: set.QUARANTINE_MOST_FAILURES,
      mostWithReferences: set.QUARANTINE_MOST_FAILURES_WITH_REFERENCES,
      ladderMs: set.QUARANTINE_LADDER_MINUTES,
      dailyMs: set.QUARANTINE_REPEAT_MINUTES,
      unreachableMs: set.QUARANTINE_UNREACHABLE_MINUTES,
      giveUpMs: set.QUARANTINE_GIVE_UP_MINUTES,
    },
    requireNotificationEmail: set.REQUIRE_NOTIFICATION_EMAIL,
    smtpUrl: set.SMTP_URL,
    mailFolder: set.MAIL_FOLDER,
    mailFrom: set.MAIL_FROM ?? 'Muster <muster@localhost>',
    telemetry: telemetry(set),
    superviseEveryMs: longestPauseMs(set.SUPERVISE_SCHEDULE ?? EVERY_QUARTER_MINUTE),
    secretsKey: set.SECRETS_KEY,
  };
}

/** How people sign in at the console, or what to set for it: told whatever the other settings are. */
export const consoleSignIn = (environment: NodeJS.ProcessEnv = process.env): ConsoleSignInState =>
  readConsoleSignIn(environment);

function telemetry(set: Values<typeof SETTINGS>): TelemetrySettings | undefined {
  const [insights, otlp] = [set.APPLICATIONINSIGHTS_CONNECTION_STRING, set.OTEL_EXPORTER_OTLP_ENDPOINT];
  if (insights === undefined && otlp === undefined) return undefined;
  return { insights, otlp, ratio: set.TRACE_PERCENT / 100 };
}

/** The settings that have a value, by name: what may be told of them. */
export function givenSettings(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  return Object.keys(SETTINGS).filter((name) => textOf(environment, name) !== undefined);
}

/** What a laptop does without: there its own issuer is believed, and its own schedule set. */
function faultsOfDeployment({ TOKEN_AUDIENCES, SUPERVISE_SCHEDULE }: Values<typeof SETTINGS>): readonly string[] {
  const audience = audienceFault(TOKEN_AUDIENCES);
  return [
    ...(audience === undefined ? [] : [audience]),
    ...(SUPERVISE_SCHEDULE === undefined
      ? ["SUPERVISE_SCHEDULE is missing: when the timer goes round, such as '*/15 * * * * *'."]
      : []),
  ];
}

/** Of tokens of version 2.0 and 1.0. */
const entraIssuers = (tenantId: string) => [
  `https://login.microsoftonline.com/${tenantId}/v2.0`,
  `https://sts.windows.net/${tenantId}/`,
];

/** The vault that holds `SECRETS_KEY`: App Service puts the value in its place, and tells the reference in a variable of its own. */
function ownVault(environment: NodeJS.ProcessEnv): readonly string[] {
  const told = /"SECRETS_KEY"\s*:\s*\{[^}]*?"rawReference"\s*:\s*"([^"]*)"/.exec(
    environment.WEBSITE_KEYVAULT_REFERENCES ?? '',
  )?.[1];
  const host = /https:\/\/([\w.-]+)\/secrets\//i.exec(told ?? '')?.[1];
  return host === undefined ? [] : [host];
}
