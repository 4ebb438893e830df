/** The only reader of the environment. Every fault is reported at once, so that a deployment is put right in one go. */

import { deploymentMark } from './deployment';
import { DOCUMENTED_SCHEDULE, type RetrySchedule } from './engine/job/escrow';
import { DOCUMENTED_QUARANTINE, type QuarantineSettings } from './engine/job/quarantine';

export type RateLimitProfile = 'off' | 'graph' | 'entra';

export interface AgentSettings {
  /** How long an agent may be silent before it counts as inactive. */
  readonly inactiveMs: number;
  /** How long a job may be without an active agent before it is quarantined. */
  readonly quarantineMs: number;
  /** How long somebody who asks waits for an agent's answer. */
  readonly answerMs: number;
}

export interface Settings {
  /** Connection string of the storage account, or `undefined` when an identity is used. */
  readonly storageConnection: string | undefined;
  /** Account name used with a managed identity. */
  readonly storageAccount: string | undefined;
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
  /** Of the embedded directory; the first is what `DefaultDomain()` gives. */
  readonly verifiedDomains: readonly string[];
  readonly maxOperationsPerRequest: number;
  readonly maxRequestBytes: number;
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
  /** Vaults that secrets may be kept in, by host; `undefined`: any, on a computer of one's own. */
  readonly keyVaultHosts: readonly string[] | undefined;
  /** Targets may be at `http:` addresses of this machine: for trying things out. */
  readonly allowLoopbackTargets: boolean;
  /** Target calls under way at once in one worker. */
  readonly targetConcurrency: number;
  /** How fast uploads may come; see `UPLOAD_QUOTAS`. */
  readonly rateLimitProfile: RateLimitProfile;
  /** How long a worker's claim on a create stands, milliseconds: longer than the slowest create takes, its turn included. */
  readonly claimMs: number;
  /** How long a delete or disable is held before it runs, milliseconds: so long a mass deletion has to show itself. */
  readonly guardSettleMs: number;
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
  /** 32 bytes that secrets are kept under; `undefined`: secrets cannot be kept. */
  readonly secretsKey: Uint8Array | undefined;
}

/** Entra's GUID for Microsoft Graph and its URL: tokens for either are meant for us (spec/wire-contract.md 1.3). */
const GRAPH_AUDIENCES = '00000003-0000-0000-c000-000000000000,https://graph.microsoft.com';

/** A name, or an address with or without the length of its network. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+)(?:\/\d{1,3})?$/i;

const MINUTE_MS = 60_000;
/** AES-256. */
const KEY_BYTES = 32;
/** Four workers with 300 people each take Graph's quota of writes a minute; a request waits half a claim for its turn. */
const GRAPH_CLAIM_SECONDS = 120;
/** No company is larger. */
const MOST_PEOPLE = 10_000_000;

export class SettingsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings are not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** @throws {SettingsError} with every fault */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const faults: string[] = [];
  const text = (name: string) => environment[name]?.trim() || undefined;

  function required(name: string, purpose: string): string {
    const value = text(name);
    if (value === undefined) faults.push(`${name} is missing: ${purpose}.`);
    return value ?? '';
  }
  function list(name: string, fallback: string): readonly string[] {
    const items = (text(name) ?? fallback)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0) faults.push(`${name} must name at least one, got '${text(name)}'.`);
    return items;
  }
  const optionalList = (name: string) => (text(name) === undefined ? [] : list(name, ''));
  function egressHosts(): readonly string[] {
    const hosts = optionalList('EGRESS_HOSTS');
    for (const host of hosts) {
      if (HOST.test(host)) continue;
      faults.push(`EGRESS_HOSTS must be host names, addresses or networks such as 10.1.0.0/16, got '${host}'.`);
    }
    return hosts;
  }
  function url(name: string): string | undefined {
    const value = text(name);
    if (value !== undefined && !(/^https?:\/\//i.test(value) && URL.canParse(value))) {
      faults.push(`${name} must be a URL that begins with http:// or https://, got '${value}'.`);
    }
    return value;
  }
  function whole(name: string, fallback: number, least: number, most: number): number {
    const value = text(name) === undefined ? fallback : Number(text(name));
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    faults.push(`${name} must be a whole number from ${least} to ${most}, got '${text(name)}'.`);
    return fallback;
  }
  function minutes(name: string, fallbackMs: number): number {
    return minuteList(name, [fallbackMs])[0] ?? fallbackMs;
  }
  function minuteList(name: string, fallbackMs: readonly number[]): readonly number[] {
    const given = text(name)?.split(',').map(Number) ?? fallbackMs.map((ms) => ms / MINUTE_MS);
    if (given.every((value, index) => value > 0 && value >= (given[index - 1] ?? 0))) {
      return given.map((value) => value * MINUTE_MS);
    }
    faults.push(`${name} must be minutes, each as long as the one before or longer, got '${text(name)}'.`);
    return fallbackMs;
  }
  function flag(name: string, fallback: boolean): boolean {
    return oneOf(name, ['true', 'false'] as const, fallback ? 'true' : 'false') === 'true';
  }
  function key(name: string): Uint8Array | undefined {
    const value = text(name);
    if (value === undefined) return undefined;
    const bytes = Buffer.from(value, 'base64');
    if (bytes.byteLength === KEY_BYTES) return new Uint8Array(bytes);
    faults.push(`${name} must be ${KEY_BYTES} bytes in base64, got ${bytes.byteLength} bytes.`);
    return undefined;
  }
  function oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = text(name)?.toLowerCase() ?? fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) faults.push(`${name} must be one of ${choices.join(', ')}, got '${text(name)}'.`);
    return choice ?? fallback;
  }

  const storageConnection = text('AzureWebJobsStorage');
  const storageAccount = text('AzureWebJobsStorage__accountName');
  if (storageConnection === undefined && storageAccount === undefined) {
    faults.push('AzureWebJobsStorage or AzureWebJobsStorage__accountName is missing: where everything is kept.');
  }

  const tenantId = required('TENANT_ID', 'the id of your Entra tenant, a GUID');
  const deployed = deploymentMark(environment) !== undefined;
  const tokenAudiences = list('TOKEN_AUDIENCES', GRAPH_AUDIENCES);
  // A token names a scope without the resource that it is of.
  const consoleScope = (text('CONSOLE_SCOPE') ?? `${tokenAudiences[0]}/console`).replace(/^.*\//, '');
  const target = oneOf('TARGET', ['directory', 'graph'] as const, 'directory');
  const settings: Settings = {
    storageConnection,
    storageAccount,
    tenantId,
    tokenIssuers: list(
      'TOKEN_ISSUERS',
      `https://login.microsoftonline.com/${tenantId}/v2.0,https://sts.windows.net/${tenantId}/`,
    ),
    tokenAudiences,
    tokenKeysUri: url('TOKEN_JWKS_URI') ?? `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`,
    deployed,
    people: text('CONSOLE_CLIENT_ID') === undefined && deployed ? undefined : { consoleScope },
    publicBaseUrl: url('PUBLIC_BASE_URL'),
    verifiedDomains: list('VERIFIED_DOMAINS', 'example.com'),
    maxOperationsPerRequest: whole('MAX_OPERATIONS_PER_REQUEST', 50, 1, 1_000),
    maxRequestBytes: whole('MAX_REQUEST_BYTES', 10 * 1024 * 1024, 1_024, 100 * 1024 * 1024),
    maxPlanOperations: whole('PLAN_MAX_OPERATIONS', 50_000, 1, 1_000_000),
    maxPlanBytes: whole('PLAN_MAX_REQUEST_BYTES', 100 * 1024 * 1024, 1_024, 100 * 1024 * 1024),
    operationsPerMessage: whole('OPERATIONS_PER_MESSAGE', 0, 0, 1_000),
    target,
    graphTenantSize: oneOf('GRAPH_TENANT_SIZE', ['small', 'medium', 'large'] as const, 'small'),
    egressHosts: egressHosts(),
    keyVaultHosts: deployed ? [...optionalList('KEY_VAULT_HOSTS'), ...ownVault(environment)] : undefined,
    allowLoopbackTargets: flag('ALLOW_LOOPBACK_TARGETS', false),
    targetConcurrency: whole('TARGET_CONCURRENCY', 16, 1, 256),
    rateLimitProfile: oneOf('RATE_LIMIT_PROFILE', ['off', 'graph', 'entra'] as const, 'off'),
    claimMs: whole('CLAIM_SECONDS', target === 'graph' ? GRAPH_CLAIM_SECONDS : 30, 5, 3_600) * 1_000,
    guardSettleMs: whole('DELETION_SETTLE_SECONDS', 60, 0, 86_400) * 1_000,
    logRetentionDays: whole('LOG_RETENTION_DAYS', 30, 1, 3_650),
    auditRetentionDays: whole('AUDIT_RETENTION_DAYS', 365, 30, 3_650),
    retries: {
      transientMs: minuteList('ESCROW_TRANSIENT_MINUTES', DOCUMENTED_SCHEDULE.transientMs),
      ladderMs: minuteList('ESCROW_LADDER_MINUTES', DOCUMENTED_SCHEDULE.ladderMs),
      dailyMs: minutes('ESCROW_REPEAT_MINUTES', DOCUMENTED_SCHEDULE.dailyMs),
      giveUpMs: minutes('ESCROW_GIVE_UP_MINUTES', DOCUMENTED_SCHEDULE.giveUpMs),
    },
    agents: {
      inactiveMs: whole('AGENT_INACTIVE_SECONDS', 90, 30, 86_400) * 1_000,
      quarantineMs: minutes('AGENT_QUARANTINE_MINUTES', 60 * MINUTE_MS),
      answerMs: whole('AGENT_ANSWER_SECONDS', 100, 1, 220) * 1_000,
    },
    quarantine: {
      leastFailures: whole('QUARANTINE_LEAST_FAILURES', DOCUMENTED_QUARANTINE.leastFailures, 1, MOST_PEOPLE),
      mostPercent: whole('QUARANTINE_MOST_PERCENT', DOCUMENTED_QUARANTINE.mostPercent, 0, 100),
      mostFailures: whole('QUARANTINE_MOST_FAILURES', DOCUMENTED_QUARANTINE.mostFailures, 0, MOST_PEOPLE),
      mostWithReferences: whole(
        'QUARANTINE_MOST_FAILURES_WITH_REFERENCES',
        DOCUMENTED_QUARANTINE.mostWithReferences,
        0,
        MOST_PEOPLE,
      ),
      ladderMs: minuteList('QUARANTINE_LADDER_MINUTES', DOCUMENTED_QUARANTINE.ladderMs),
      dailyMs: minutes('QUARANTINE_REPEAT_MINUTES', DOCUMENTED_QUARANTINE.dailyMs),
      unreachableMs: minutes('QUARANTINE_UNREACHABLE_MINUTES', DOCUMENTED_QUARANTINE.unreachableMs),
      giveUpMs: minutes('QUARANTINE_GIVE_UP_MINUTES', DOCUMENTED_QUARANTINE.giveUpMs),
    },
    requireNotificationEmail: flag('REQUIRE_NOTIFICATION_EMAIL', true),
    smtpUrl: text('SMTP_URL'),
    mailFolder: text('MAIL_FOLDER'),
    mailFrom: text('MAIL_FROM') ?? 'Muster <muster@localhost>',
    secretsKey: key('SECRETS_KEY'),
  };
  if (settings.smtpUrl !== undefined && !/^smtps?:\/\/[^/]/i.test(settings.smtpUrl)) {
    faults.push('SMTP_URL must begin with smtp:// or smtps:// and name a server.'); // not shown: it may hold a password
  }
  if (settings.smtpUrl !== undefined && text('MAIL_FROM') === undefined) {
    faults.push('MAIL_FROM is missing: the sender of the mail that goes through SMTP_URL.');
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

/** The vault that holds `SECRETS_KEY`: App Service puts the value in its place, and tells the reference in a variable of its own. */
function ownVault(environment: NodeJS.ProcessEnv): readonly string[] {
  const told = /"SECRETS_KEY"\s*:\s*\{[^}]*?"rawReference"\s*:\s*"([^"]*)"/.exec(
    environment.WEBSITE_KEYVAULT_REFERENCES ?? '',
  )?.[1];
  const host = /https:\/\/([\w.-]+)\/secrets\//i.exec(told ?? '')?.[1];
  return host === undefined ? [] : [host];
}
