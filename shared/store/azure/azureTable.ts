/**
 * `Table` over Azure Table Storage and its emulator: the SDK's client for the way there, bodies of our own (`tableWire.ts`).
 *
 * The SDK's pipeline repeats a request whose answer was lost, so a write may meet its own success: an insert may then report a
 * conflict for the row it has just written, and a conditional write or removal for the change it has just made. Callers
 * that lose a condition re-read the row, as they must in any case, and recognise their own work.
 */
import type { TableClient } from '@azure/data-tables';
import { checkEntity, checkKeys, checkTransaction, checkWhole } from '../contract/limits';
import type { Entity, Row, Table } from '../contract/table';
import { batchBody, batchEtags, failingAction } from './azureBatch';
import { entityText, readRow } from './azureEntity';
import { serviceCode, toStoreError } from './azureErrors';
import { type Continuation, entityPath, type PageAddress, pagePath, rangeFilter } from './tableAddress';
import { exchange, jsonOf, type WireRequest } from './tableWire';

/** The service's own limit. */
const LARGEST_PAGE = 1000;

interface Page {
  readonly rows: readonly Row[];
  /** Where the next one begins; `undefined` behind the last. A page may be empty and not the last. */
  readonly next: Continuation | undefined;
}

const WRITES = { 'Content-Type': 'application/json' };

/**
 * @param client made by `createStorage`
 * @param timeoutMs how long one call may take, retries included
 */
export function createAzureTable(client: TableClient, timeoutMs: number): Table {
  const what = `table ${client.tableName}`;
  const account = client.url.replace(/\/$/, '');
  const address = `${account}/${client.tableName}`;

  const ask = (request: Omit<WireRequest, 'abortSignal'>) =>
    exchange(client.pipeline, { ...request, abortSignal: AbortSignal.timeout(timeoutMs) });

  /** Runs one storage call of a single row. */
  async function call<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw toStoreError(error, what, 0);
    }
  }

  /** @returns the new etag */
  async function write(method: 'POST' | 'PUT', path: string, entity: Entity, headers?: Record<string, string>) {
    return call(async () => {
      const body = entityText(entity);
      const answer = await ask({ method, url: `${address}${path}`, headers: { ...WRITES, ...headers }, body });
      const etag = answer.headers.get('etag');
      if (etag === undefined) throw new Error('the service answered a write without an etag');
      return etag;
    });
  }

  const readPage = (page: PageAddress): Promise<Page> =>
    call(async () => {
      const answer = await ask({ method: 'GET', url: `${address}${pagePath(page)}` });
      const { value } = jsonOf(answer) as { readonly value?: unknown };
      if (!Array.isArray(value)) throw new TypeError('the service answered a list without rows');
      const partitionKey = answer.headers.get('x-ms-continuation-nextpartitionkey');
      const rowKey = answer.headers.get('x-ms-continuation-nextrowkey');
      return { rows: value.map(readRow), next: partitionKey === undefined ? undefined : { partitionKey, rowKey } };
    });

  async function* readPages(page: Omit<PageAddress, 'after'>): AsyncIterable<Row> {
    let after: Continuation | undefined;
    do {
      const { rows, next } = await readPage({ ...page, after });
      yield* rows;
      after = next;
    } while (after !== undefined);
  }

  return {
    // The client's own, which takes a table that is there already for made.
    ensure: () => call(() => client.createTable({ abortSignal: AbortSignal.timeout(timeoutMs) })),

    async get(partitionKey, rowKey) {
      checkKeys(partitionKey, rowKey);
      return call(async () => {
        try {
          return readRow(jsonOf(await ask({ method: 'GET', url: `${address}${entityPath(partitionKey, rowKey)}` })));
        } catch (error) {
          if (isMissingRow(error)) return undefined;
          throw error;
        }
      });
    },

    async *query(range) {
      const pageSize = range.pageSize ?? LARGEST_PAGE;
      checkWhole('pageSize', pageSize, 1, LARGEST_PAGE);
      yield* readPages({ filter: rangeFilter(range), select: range.select, top: pageSize });
    },

    scan: (select) => readPages({ select, top: LARGEST_PAGE }),

    async insert(entity) {
      checkEntity(entity);
      return write('POST', '', entity, { Prefer: 'return-no-content' });
    },

    async upsert(entity) {
      checkEntity(entity);
      return write('PUT', entityPath(entity.partitionKey, entity.rowKey), entity);
    },

    async replace(entity, etag) {
      checkEntity(entity);
      return write('PUT', entityPath(entity.partitionKey, entity.rowKey), entity, { 'If-Match': etag });
    },

    async remove(partitionKey, rowKey, etag) {
      checkKeys(partitionKey, rowKey);
      await call(async () => {
        const url = `${address}${entityPath(partitionKey, rowKey)}`;
        try {
          await ask({ method: 'DELETE', url, headers: { 'If-Match': etag ?? '*' } });
        } catch (error) {
          if (etag !== undefined || !isMissingRow(error)) throw error;
        }
      });
    },

    async transact(actions) {
      checkTransaction(actions);
      if (actions.length === 0) return [];
      const { contentType, text } = batchBody(address, actions);
      const headers = { 'Content-Type': contentType, Accept: 'application/json', MaxDataServiceVersion: '3.0;NetFx' };
      try {
        const answer = await ask({ method: 'POST', url: `${account}/$batch`, headers, body: text });
        return batchEtags(answer.bodyAsText ?? '', actions);
      } catch (error) {
        throw toStoreError(error, what, failingAction(error));
      }
    },
  };
}

function isMissingRow(error: unknown): boolean {
  return ['ResourceNotFound', 'EntityNotFound'].includes(serviceCode(error));
}
