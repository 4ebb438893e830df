/** Naming the calls that leave through the SDKs' pipelines, so that they can be counted. */

export interface StorageCall {
  readonly service: 'table' | 'queue';
  /** The name of the table or queue. */
  readonly name: string;
  /** The method of `Table` or `Queue` that made the call; a query makes one call a page. */
  readonly operation: TableOperation | QueueOperation;
}

type TableOperation = 'ensure' | 'get' | 'query' | 'insert' | 'upsert' | 'replace' | 'remove' | 'transact';
type QueueOperation = 'ensure' | 'send' | 'receive' | 'extend' | 'remove' | 'hasVisible' | 'approximateCount';

/** Told of every call as it is made; the SDK's own retries of a failed call are not told again. */
export type OnCall = (call: StorageCall) => void;

export function tableOperation(method: string, url: string, conditional: boolean): TableOperation {
  const path = new URL(url).pathname;
  switch (method) {
    case 'GET':
      return path.endsWith('()') ? 'query' : 'get';
    case 'DELETE':
      return 'remove';
    case 'PUT':
      return conditional ? 'replace' : 'upsert';
    default:
      if (path.endsWith('/$batch')) return 'transact';
      return path.endsWith('/Tables') ? 'ensure' : 'insert';
  }
}

export function queueOperation(method: string, url: string): QueueOperation {
  const { pathname: path, searchParams } = new URL(url);
  if (path.endsWith('/messages') && searchParams.get('peekonly') === 'true') return 'hasVisible';
  if (path.endsWith('/messages')) return method === 'GET' ? 'receive' : 'send';
  if (path.includes('/messages/')) return method === 'DELETE' ? 'remove' : 'extend';
  return method === 'GET' ? 'approximateCount' : 'ensure';
}
