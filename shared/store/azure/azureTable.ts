/**
 * `Table` over Azure Table Storage and its emulator.
 *
 * The SDK repeats a request whose answer was lost, so a write may meet its own success: an insert may then report a
 * conflict for the row it has just written, and a conditional write or removal for the change it has just made. Callers
 * that lose a condition re-read the row, as they must in any case, and recognise their own work.
 */
import { odata, type TableClient } from '@azure/data-tables';
import { checkEntity, checkKeys, checkTransaction, checkWhole } from '../contract/limits';
import type { RangeQuery, Row, Table } from '../contract/table';
import { fromAzure, toAzure } from './azureEntity';
import { serviceCode, toStoreError } from './azureErrors';
import { announceRemovals, toAzureAction } from './azureTransaction';

/** The service's own limit. */
const LARGEST_PAGE = 1000;

interface PageQuery {
  /** Absent: every row of the table. */
  readonly filter?: string;
  readonly select?: readonly string[] | undefined;
}

type Page = readonly Parameters<typeof fromAzure>[0][] & { readonly continuationToken?: string };

/**
 * @param client made by `createStorage`, whose pipeline has `removalConditions`
 * @param timeoutMs how long one call may take, retries included
 */
export function createAzureTable(client: TableClient, timeoutMs: number): Table {
  const what = `table ${client.tableName}`;

  /** Runs one storage call of a single row. */
  async function call<T>(send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await send({ abortSignal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw toStoreError(error, what, 0);
    }
  }

  async function readPage(
    { filter, select }: PageQuery,
    maxPageSize: number,
    continuationToken?: string,
  ): Promise<Page> {
    const queryOptions = {
      ...(filter !== undefined && { filter }),
      ...(select && { select: ['partitionKey', 'rowKey', ...select] }),
    };
    // A paged iteration of its own for each page, because the time limit is for one call and a reader may take its time.
    const settings = { maxPageSize, ...(continuationToken !== undefined && { continuationToken }) };
    const read = async (options: { abortSignal: AbortSignal }) =>
      client
        .listEntities({ queryOptions, ...options })
        .byPage(settings)
        .next();
    const { value } = await call(read);
    return value ?? [];
  }

  async function* readPages(query: PageQuery, pageSize: number): AsyncIterable<Row> {
    let page: Page | undefined;
    do {
      page = await readPage(query, pageSize, page?.continuationToken);
      for (const entity of page) yield fromAzure(entity);
    } while (page.continuationToken !== undefined);
  }

  return {
    ensure: () => call((options) => client.createTable(options)),

    async get(partitionKey, rowKey) {
      checkKeys(partitionKey, rowKey);
      return call(async (options) => {
        try {
          return fromAzure({ ...(await client.getEntity(partitionKey, rowKey, options)), partitionKey, rowKey });
        } catch (error) {
          if (isMissingRow(error)) return undefined;
          throw error;
        }
      });
    },

    async *query(range) {
      const pageSize = range.pageSize ?? LARGEST_PAGE;
      checkWhole('pageSize', pageSize, 1, LARGEST_PAGE);
      yield* readPages({ filter: rangeFilter(range), select: range.select }, pageSize);
    },

    scan: (select) => readPages({ select }, LARGEST_PAGE),

    async insert(entity) {
      checkEntity(entity);
      return etagOf(await call((options) => client.createEntity(toAzure(entity), options)));
    },

    async upsert(entity) {
      checkEntity(entity);
      return etagOf(await call((options) => client.upsertEntity(toAzure(entity), 'Replace', options)));
    },

    async replace(entity, etag) {
      checkEntity(entity);
      return etagOf(await call((options) => client.updateEntity(toAzure(entity), 'Replace', { ...options, etag })));
    },

    async remove(partitionKey, rowKey, etag) {
      checkKeys(partitionKey, rowKey);
      await call(async (options) => {
        try {
          await client.deleteEntity(partitionKey, rowKey, { ...options, ...(etag !== undefined && { etag }) });
        } catch (error) {
          if (etag !== undefined || !isMissingRow(error)) throw error;
        }
      });
    },

    async transact(actions) {
      checkTransaction(actions);
      if (actions.length === 0) return [];
      const abortSignal = AbortSignal.timeout(timeoutMs);
      announceRemovals(abortSignal, actions);
      try {
        const { subResponses } = await client.submitTransaction(actions.map(toAzureAction), { abortSignal });
        return subResponses.map((response) => response.etag ?? '');
      } catch (error) {
        throw toStoreError(error, what, failingAction(error));
      }
    },
  };
}

function rangeFilter({ partitionKey, from, to }: RangeQuery): string {
  const clauses = [odata`PartitionKey eq ${partitionKey}`];
  if (from !== undefined) clauses.push(odata`RowKey ge ${from}`);
  if (to !== undefined) clauses.push(odata`RowKey lt ${to}`);
  return clauses.join(' and ');
}

function isMissingRow(error: unknown): boolean {
  return ['ResourceNotFound', 'EntityNotFound'].includes(serviceCode(error));
}

function etagOf(response: { readonly etag?: string }): string {
  if (response.etag === undefined) throw new Error('the service answered a write without an etag');
  return response.etag;
}

/** The service begins the message of a failed transaction with the index of the action, as in `3:The specified …`. */
function failingAction(error: unknown): number | undefined {
  const index = error instanceof Error ? /^(\d+):/.exec(error.message)?.[1] : undefined;
  return index === undefined ? undefined : Number(index);
}
