/**
 * Every setting there is, with what it holds when it is not set, what it may hold, and what it is for. `readSettings` reads
 * this table and docs/settings.md is made from it, so a setting that is added here is read, checked and told.
 */
import { DOCUMENTED_SCHEDULE } from '../engine/job/escrow';
import { DOCUMENTED_QUARANTINE } from '../engine/job/quarantine';
import {
  flag,
  guid,
  hosts,
  httpsUrl,
  key,
  ladder,
  list,
  listOf,
  mailServer,
  minutes,
  oneOf,
  schedule,
  text,
  url,
  whole,
} from './kinds';
import { needed, optional, type Setting, secret, withDefault } from './setting';

const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 * 1024;
/** AES-256. */
const KEY_BYTES = 32;
/** No company is larger. */
const MOST_PEOPLE = 10_000_000;

export const STORAGE = {
  AzureWebJobsStorage: secret(
    text,
    'connection string of the storage account where everything is kept',
    'the account below, with an identity',
  ),
  AzureWebJobsStorage__accountName: optional(text, 'name of the storage account, for a managed identity'),
  AzureWebJobsStorage__tableServiceUri: optional(
    httpsUrl,
    'address of its tables, where it is not that of its name',
    'that of the account’s name',
  ),
  AzureWebJobsStorage__queueServiceUri: optional(
    httpsUrl,
    'address of its queues, where it is not that of its name',
    'that of the account’s name',
  ),
  AzureWebJobsStorage__clientId: optional(
    text,
    'client id of the user-assigned identity that storage, vaults and Graph are reached with',
    'none: the identity that comes with the app',
  ),
  STORAGE_SUFFIX: withDefault(text, 'core.windows.net', 'domain of the account’s name: sovereign clouds have others'),
};

export const CALLERS = {
  TENANT_ID: needed(guid, 'the id of your Entra tenant, a GUID'),
  TOKEN_ISSUERS: optional(list, 'who may issue tokens: the claim `iss`', 'both of Entra’s names for the tenant'),
  TOKEN_AUDIENCES: optional(
    list,
    'whom tokens must be meant for: the claim `aud`. In a deployment the client id of your own application, and not Graph',
    'Microsoft Graph; **a deployment does not start**',
  ),
  TOKEN_JWKS_URI: optional(url, 'where the issuer publishes its keys', 'Entra’s address for the tenant'),
  CONSOLE_CLIENT_ID: optional(
    text,
    'client id people sign in with at the console',
    'none: in a deployment, tokens of people are refused',
  ),
  CONSOLE_SCOPE: optional(
    text,
    'scope the console asks for, with or without its resource',
    '`console` of the first of `TOKEN_AUDIENCES`',
  ),
  CONSOLE_AUTHORITY: optional(
    url,
    'issuer at which people sign in: its `/.well-known/openid-configuration` is read',
    'Entra’s address for the tenant',
  ),
};

const ADDRESSES = {
  PUBLIC_BASE_URL: optional(
    url,
    'scheme and host under which clients reach Muster, for the links it answers with',
    'taken from each request',
  ),
  CORS_ORIGINS: withDefault(
    listOf('origins such as https://hr.contoso.example, without a path', /^https?:\/\/[^\s/?#]+$/i),
    [],
    'pages that may call from a browser; nobody else may',
  ),
  EGRESS_HOSTS: withDefault(hosts, [], 'what is called although a deployment refuses its private or local address'),
  KEY_VAULT_HOSTS: withDefault(list, [], 'vaults, beside that of `SECRETS_KEY`, whose secrets a job may name'),
  ALLOW_LOOPBACK_TARGETS: withDefault(
    flag,
    false,
    'targets may be at `http:` addresses of this machine, to try them out',
  ),
};

const LIMITS = {
  MAX_OPERATIONS_PER_REQUEST: withDefault(whole(1, 1_000), 50, 'operations of one upload'),
  MAX_REQUEST_BYTES: withDefault(whole(1_024, 100 * MEBIBYTE), 10 * MEBIBYTE, 'bytes of one request, unpacked'),
  INLET_MAX_BYTES: withDefault(whole(1_024, 100 * MEBIBYTE), MEBIBYTE, 'bytes of one delivery to an inlet, unpacked'),
  PLAN_MAX_OPERATIONS: withDefault(whole(1, 1_000_000), 50_000, 'operations of one plan'),
  PLAN_MAX_REQUEST_BYTES: withDefault(whole(1_024, 100 * MEBIBYTE), 100 * MEBIBYTE, 'bytes of one plan, unpacked'),
  RATE_LIMIT_PROFILE: withDefault(oneOf('off', 'graph', 'entra'), 'off', 'how fast uploads and log queries may come'),
};

const WORK = {
  TARGET: withDefault(
    oneOf('directory', 'graph'),
    'directory',
    'where people of `API2AAD` jobs go whose secrets name no other place',
  ),
  VERIFIED_DOMAINS: withDefault(
    list,
    ['example.com'],
    'domains of the embedded directory; the first is what `DefaultDomain()` gives',
  ),
  GRAPH_TENANT_SIZE: withDefault(
    oneOf('small', 'medium', 'large'),
    'small',
    'users behind Graph: below 50, to 500, above; decides how fast Graph may be read',
  ),
  TARGET_CONCURRENCY: withDefault(whole(1, 256), 16, 'calls to targets under way at once in one worker'),
  OPERATIONS_PER_MESSAGE: withDefault(whole(0, 1_000), 0, 'operations in one queue message; 0: a whole request'),
  CLAIM_SECONDS: optional(
    whole(5, 3_600),
    'how long a worker’s claim on whom it creates or disables stands: longer than the slowest create takes',
    '30; 120 where `TARGET` is graph',
  ),
  SUPERVISE_SCHEDULE: optional(
    schedule,
    'when the timer goes round, such as `*/15 * * * * *`',
    'none: the host does not start without it',
  ),
};

const DELETIONS = {
  DELETION_SETTLE_SECONDS: withDefault(
    whole(0, 86_400),
    60,
    'how long a deletion is held, for a mass deletion to show itself',
  ),
  DELETIONS_AT_ONCE: withDefault(
    whole(0, 1_000),
    0,
    'deletions that a cycle may come to without any of them being held for that long',
  ),
};

const RETRIES = {
  ESCROW_TRANSIENT_MINUTES: withDefault(
    ladder,
    DOCUMENTED_SCHEDULE.transientMs,
    'waits after trouble of the moment; the last one repeats',
  ),
  ESCROW_LADDER_MINUTES: withDefault(
    ladder,
    DOCUMENTED_SCHEDULE.ladderMs,
    'retries after other trouble, counted from the first failure',
  ),
  ESCROW_REPEAT_MINUTES: withDefault(minutes, DOCUMENTED_SCHEDULE.dailyMs, 'between retries after that'),
  THROTTLED_GIVE_UP_MINUTES: withDefault(
    minutes,
    DOCUMENTED_SCHEDULE.throttledMs,
    'how long somebody waits for a turn with a target that throttles',
  ),
  ESCROW_GIVE_UP_MINUTES: withDefault(minutes, DOCUMENTED_SCHEDULE.giveUpMs, 'when an escrow is dropped'),
};

const AGENTS = {
  AGENT_INACTIVE_SECONDS: withDefault(whole(30, 86_400), 90, 'how long an agent may be silent'),
  AGENT_QUARANTINE_MINUTES: withDefault(minutes, 60 * MINUTE_MS, 'how long a job may be without an active agent'),
  AGENT_ANSWER_SECONDS: withDefault(whole(1, 220), 100, 'how long somebody who asks waits for an agent'),
};

const QUARANTINE = {
  QUARANTINE_LEAST_FAILURES: withDefault(
    whole(1, MOST_PEOPLE),
    DOCUMENTED_QUARANTINE.leastFailures,
    'below so many failures nothing is judged',
  ),
  QUARANTINE_MOST_PERCENT: withDefault(
    whole(0, 100),
    DOCUMENTED_QUARANTINE.mostPercent,
    'share of people who may fail, percent',
  ),
  QUARANTINE_MOST_FAILURES: withDefault(
    whole(0, MOST_PEOPLE),
    DOCUMENTED_QUARANTINE.mostFailures,
    'how many may fail, references apart',
  ),
  QUARANTINE_MOST_FAILURES_WITH_REFERENCES: withDefault(
    whole(0, MOST_PEOPLE),
    DOCUMENTED_QUARANTINE.mostWithReferences,
    'how many may fail, references included',
  ),
  QUARANTINE_UNREACHABLE_MINUTES: withDefault(
    minutes,
    DOCUMENTED_QUARANTINE.unreachableMs,
    'how long the target may be out of reach; shorter outages are left to retries',
  ),
  QUARANTINE_LADDER_MINUTES: withDefault(
    ladder,
    DOCUMENTED_QUARANTINE.ladderMs,
    'looks at a quarantined job, counted from its beginning',
  ),
  QUARANTINE_REPEAT_MINUTES: withDefault(minutes, DOCUMENTED_QUARANTINE.dailyMs, 'between looks after that'),
  QUARANTINE_GIVE_UP_MINUTES: withDefault(minutes, DOCUMENTED_QUARANTINE.giveUpMs, 'when the job is disabled'),
};

const TELEMETRY = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: secret(
    text,
    'connection string of the Application Insights that traces and numbers go to',
    'none: nothing is sent there',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    url,
    'collector that traces and numbers go to over HTTP, without `/v1/traces`',
    'none: nothing is sent there',
  ),
  TRACE_PERCENT: withDefault(whole(0, 100), 100, 'share of requests whose traces are sent; numbers are always whole'),
};

const RETENTION = {
  LOG_RETENTION_DAYS: withDefault(
    whole(1, 3_650),
    30,
    'days that log entries, receipts of uploads and messages nobody could work on are kept',
  ),
  AUDIT_RETENTION_DAYS: withDefault(whole(30, 3_650), 365, 'days that records of the audit are kept'),
};

const MAIL = {
  REQUIRE_NOTIFICATION_EMAIL: withDefault(
    flag,
    true,
    'a job that is started without a notification e-mail is quarantined',
  ),
  SMTP_URL: secret(mailServer, 'server that mail goes through', 'none: no mail is sent'),
  MAIL_FOLDER: optional(text, 'folder that mail is put into as files, beside the server or in its place'),
  MAIL_FROM: optional(text, 'sender of the mail; must be set with `SMTP_URL`', '`Muster <muster@localhost>`'),
};

const SECRETS = {
  SECRETS_KEY: secret(
    key(KEY_BYTES),
    'the key that secrets of targets are kept under',
    'none: secrets cannot be kept, a job that needs them cannot run',
  ),
};

/** In the order of docs/settings.md. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  { title: 'Storage', settings: STORAGE },
  { title: 'Who may call', settings: CALLERS },
  { title: 'Addresses', settings: ADDRESSES },
  { title: 'Limits', settings: LIMITS },
  { title: 'Work', settings: WORK },
  { title: 'Secrets', settings: SECRETS },
  { title: 'Deletion guard', settings: DELETIONS },
  { title: 'Retries', settings: RETRIES },
  { title: 'Agents', settings: AGENTS },
  { title: 'Quarantine', settings: QUARANTINE },
  { title: 'Telemetry', settings: TELEMETRY },
  { title: 'What is kept how long', settings: RETENTION },
  { title: 'Mail', settings: MAIL },
];

export interface SettingGroup {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

export const SETTINGS = {
  ...STORAGE,
  ...CALLERS,
  ...ADDRESSES,
  ...LIMITS,
  ...WORK,
  ...SECRETS,
  ...DELETIONS,
  ...RETRIES,
  ...AGENTS,
  ...QUARANTINE,
  ...TELEMETRY,
  ...RETENTION,
  ...MAIL,
};
