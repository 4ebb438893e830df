/**
 * The way to a storage account: clients of the SDKs with short, bounded retries and kept-alive connections (the SDKs'
 * default), and a place to count what leaves.
 */
import {
  AzureNamedKeyCredential,
  AzureSASCredential,
  TableClient,
  type TableServiceClientOptions,
} from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import {
  AnonymousCredential,
  newPipeline,
  type Pipeline,
  type RequestPolicyFactory,
  RestError,
  StorageSharedKeyCredential,
} from '@azure/storage-queue';
import { checkQueueName, checkTableName } from '../contract/limits';
import type { Queue } from '../contract/queue';
import type { StorageClock } from '../contract/storageClock';
import type { Table } from '../contract/table';
import { createAzureQueue } from './azureQueue';
import { createAzureTable } from './azureTable';
import { type AccountSecret, parseConnectionString } from './connectionString';
import { MessageClient } from './messageClient';
import { type OnCall, queueOperation, tableOperation } from './storageCall';

/**
 * Tables and queues by name. Asking for one creates nothing; `ensure` does.
 *
 * @throws {RangeError} when the service would not take the name
 */
export interface Storage {
  table(name: string): Table;
  queue(name: string): Queue;
}

/** A connection string with its key, or the addresses of an account that the deployed app's identity may use. */
export type StorageLocation =
  | { readonly connectionString: string }
  | {
      readonly tableServiceUrl: string;
      readonly queueServiceUrl: string;
      /** Of the app's identity, where it has one that does not come with the machine. */
      readonly clientId?: string;
    };

export type StorageOptions = StorageLocation & {
  /** Told of every storage call. */
  readonly onCall?: OnCall;
  /**
   * How long one call may take, the SDK's own retries included; 30 seconds when absent. When it has passed, the call
   * fails with `StoreUnavailable` and its connection is closed. The service gives up after 30 seconds by itself, so a
   * late write cannot land minutes later.
   */
  readonly callTimeoutMs?: number;
  /** Told what time it is with every answer. */
  readonly clock?: Pick<StorageClock, 'asking'>;
};

const CALL_TIMEOUT_MS = 30_000;
/** Three more tries within about two seconds: long enough for a hiccup, short enough for a waiting client. */
const RETRIES = 3;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 1_000;

type TablePolicy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

interface Account {
  readonly tableServiceUrl: string;
  readonly queueServiceUrl: string;
  readonly secret: AccountSecret | TokenCredential;
}

/** @throws {Error} when the connection string is malformed; nothing is sent before the first call */
export function createStorage(options: StorageOptions): Storage {
  const account = accountOf(options);
  const { callTimeoutMs = CALL_TIMEOUT_MS } = options;
  return {
    table: memoize(checkTableName, (name) => createAzureTable(tableClient(account, name, options), callTimeoutMs)),
    queue: memoize(checkQueueName, (name) => createAzureQueue(queueClient(account, name, options), callTimeoutMs)),
  };
}

function accountOf(location: StorageLocation): Account {
  if ('connectionString' in location) return parseConnectionString(location.connectionString);
  const { tableServiceUrl, queueServiceUrl, clientId } = location;
  return { tableServiceUrl, queueServiceUrl, secret: appIdentity(clientId) };
}

function memoize<T>(check: (name: string) => void, create: (name: string) => T): (name: string) => T {
  const created = new Map<string, T>();
  return (name) => {
    check(name);
    const found = created.get(name) ?? create(name);
    created.set(name, found);
    return found;
  };
}

/** Who is told of what passes through the pipelines. */
type Listeners = Pick<StorageOptions, 'onCall' | 'clock'>;

function tableClient(
  { tableServiceUrl: url, secret }: Account,
  name: string,
  { onCall, clock }: Listeners,
): TableClient {
  const options: TableServiceClientOptions = {
    allowInsecureConnection: url.startsWith('http:'),
    retryOptions: { maxRetries: RETRIES, retryDelayInMs: FIRST_RETRY_MS, maxRetryDelayInMs: LONGEST_RETRY_MS },
    additionalPolicies: [
      ...(onCall ? [tableCallPolicy(name, onCall)] : []),
      ...(clock ? [tableTimePolicy(clock)] : []),
    ],
  };
  if ('getToken' in secret) return new TableClient(url, name, secret, options);
  return 'accountKey' in secret
    ? new TableClient(url, name, new AzureNamedKeyCredential(secret.accountName, secret.accountKey), options)
    : new TableClient(url, name, new AzureSASCredential(secret.sharedAccessSignature), options);
}

function queueClient({ queueServiceUrl, secret }: Account, name: string, { onCall, clock }: Listeners): MessageClient {
  const url = `${queueServiceUrl}/${name}`;
  const withRetries = (credential: Parameters<typeof newPipeline>[0]): Pipeline => {
    const pipeline = newPipeline(credential, {
      retryOptions: { maxTries: RETRIES + 1, retryDelayInMs: FIRST_RETRY_MS, maxRetryDelayInMs: LONGEST_RETRY_MS },
    });
    if (onCall) pipeline.factories.push(queueCallPolicy(name, onCall));
    if (clock) pipeline.factories.push(queueTimePolicy(clock));
    return pipeline;
  };
  if ('getToken' in secret) return new MessageClient(url, withRetries(secret));
  return 'accountKey' in secret
    ? new MessageClient(url, withRetries(new StorageSharedKeyCredential(secret.accountName, secret.accountKey)))
    : new MessageClient(`${url}?${secret.sharedAccessSignature}`, withRetries(new AnonymousCredential()));
}

function tableCallPolicy(name: string, onCall: OnCall): TablePolicy {
  return {
    position: 'perCall',
    policy: {
      name: 'musterCalls',
      sendRequest(request, next) {
        const operation = tableOperation(request.method, request.url, request.headers.has('If-Match'));
        onCall({ service: 'table', name, operation });
        return next(request);
      },
    },
  };
}

function queueCallPolicy(name: string, onCall: OnCall): RequestPolicyFactory {
  return {
    create: (next) => ({
      sendRequest(request) {
        onCall({ service: 'queue', name, operation: queueOperation(request.method, request.url) });
        return next.sendRequest(request);
      },
    }),
  };
}

type Timekeeper = Pick<StorageClock, 'asking'>;

function tableTimePolicy(clock: Timekeeper): TablePolicy {
  return {
    position: 'perRetry',
    policy: {
      name: 'musterTime',
      async sendRequest(request, next) {
        const hear = clock.asking();
        const response = await next(request);
        hear(timeOf(response.headers));
        return response;
      },
    },
  };
}

function queueTimePolicy(clock: Timekeeper): RequestPolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(request) {
        const hear = clock.asking();
        try {
          const response = await next.sendRequest(request);
          hear(timeOf(response.headers));
          return response;
        } catch (error) {
          if (error instanceof RestError && error.response !== undefined) hear(timeOf(error.response.headers)); // a refusal
          throw error;
        }
      },
    }),
  };
}

/** @returns not a number where it is not the service that answers, but something on the way to it */
function timeOf(headers: { get(name: string): string | undefined }): number {
  return headers.get('x-ms-request-id') === undefined ? Number.NaN : Date.parse(headers.get('date') ?? '');
}

/** The identity of the deployed app. Its package is large, so it is loaded when the first call needs a token. */
function appIdentity(clientId: string | undefined): TokenCredential {
  let identity: Promise<TokenCredential> | undefined;
  const which = clientId === undefined ? {} : { managedIdentityClientId: clientId };
  return {
    async getToken(scopes, options) {
      identity ??= import('@azure/identity').then(({ DefaultAzureCredential }) => new DefaultAzureCredential(which));
      return (await identity).getToken(scopes, options);
    },
  };
}
