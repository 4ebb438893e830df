import { TENANT_ID } from '../support/workbench';

/** Every setting otherwise than by default, and no two alike. */
export const SETTINGS = {
  AzureWebJobsStorage: 'in memory',
  TENANT_ID,
  VERIFIED_DOMAINS: 'first.example,second.example',
  PUBLIC_BASE_URL: 'https://muster.example',
  MAX_OPERATIONS_PER_REQUEST: '61',
  MAX_REQUEST_BYTES: '62000',
  INLET_MAX_BYTES: '63000',
  PLAN_MAX_OPERATIONS: '63',
  PLAN_MAX_REQUEST_BYTES: '64000',
  OPERATIONS_PER_MESSAGE: '65',
  TARGET_CONCURRENCY: '6',
  CLAIM_SECONDS: '67',
  DELETION_SETTLE_SECONDS: '68',
  DELETIONS_AT_ONCE: '99',
  LOG_RETENTION_DAYS: '69',
  AUDIT_RETENTION_DAYS: '70',
  AGENT_INACTIVE_SECONDS: '71',
  AGENT_QUARANTINE_MINUTES: '72',
  AGENT_ANSWER_SECONDS: '73',
  ESCROW_TRANSIENT_MINUTES: '74',
  ESCROW_GIVE_UP_MINUTES: '75',
  QUARANTINE_LEAST_FAILURES: '76',
  QUARANTINE_GIVE_UP_MINUTES: '77',
  GRAPH_TENANT_SIZE: 'large',
  ALLOW_LOOPBACK_TARGETS: 'true',
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
};

/** What only a deployment asks for. */
export const DEPLOYED = {
  NODE_ENV: 'production',
  TOKEN_AUDIENCES: 'api://muster,https://graph.example',
  SUPERVISE_SCHEDULE: '*/15 * * * * *',
  EGRESS_HOSTS: '127.0.0.9',
  KEY_VAULT_HOSTS: 'vault.example',
};
