/**
 * Entity-group transactions over `@azure/data-tables`, which can do everything `Table.transact` promises but two things:
 * it writes `If-Match: *` for every removal, whatever etag is known, and line separators as they are, at which the emulator
 * takes a part of the body for its end. Both are put right in the body of the request, by policies in the client's pipeline.
 */
import type { TableServiceClientOptions, TransactionAction } from '@azure/data-tables';
import type { TableAction } from '../contract/table';
import { toAzure } from './azureEntity';

type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

export function toAzureAction(action: TableAction): TransactionAction {
  switch (action.kind) {
    case 'insert':
      return ['create', toAzure(action.entity)];
    case 'upsert':
      return ['upsert', toAzure(action.entity), 'Replace'];
    case 'replace':
      return ['update', toAzure(action.entity), 'Replace', { etag: action.etag }];
    case 'merge':
      return ['update', toAzure(action.entity), 'Merge', { etag: action.etag }];
    case 'remove':
      return ['delete', { partitionKey: action.partitionKey, rowKey: action.rowKey }];
  }
}

/** The abort signal is the only thing of ours that travels with a transaction into the pipeline. */
const removalsInFlight = new WeakMap<object, readonly TableAction[]>();

/** Hands the etags of removals to the policy below; `signal` must be the one the transaction is submitted with. */
export function announceRemovals(signal: AbortSignal, actions: readonly TableAction[]): void {
  if (actions.some(hasCondition)) removalsInFlight.set(signal, actions);
}

function hasCondition(action: TableAction): action is TableAction & { kind: 'remove' } {
  return action.kind === 'remove' && action.etag !== '*';
}

/** Every client that submits transactions must have this policy. */
export const removalConditions: Policy = {
  position: 'perCall',
  policy: {
    name: 'musterRemovalConditions',
    sendRequest(request, next) {
      const actions = request.abortSignal && removalsInFlight.get(request.abortSignal);
      if (actions !== undefined) request.body = withConditions(String(request.body), actions);
      return next(request);
    },
  },
};

/** U+2028 and U+2029: JSON may hold them as they are, and may spell them out. They stand nowhere in a body but in its JSON. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

/** The emulator answers 500 to a transaction with one of them in a text. */
export const plainLines: Policy = {
  position: 'perCall',
  policy: {
    name: 'musterPlainLines',
    sendRequest(request, next) {
      if (typeof request.body === 'string' && request.url.includes('/$batch')) {
        request.body = request.body.replace(LINE_SEPARATORS, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
      }
      return next(request);
    },
  },
};

/** The parts of the body stand in the order of the actions; what comes before the first part is not one of them. */
function withConditions(body: string, actions: readonly TableAction[]): string {
  const boundary = /boundary=(changeset_\S+)/.exec(body)?.[1];
  if (boundary === undefined) throw new Error('a transaction without the expected boundary between its parts');
  const [preamble, ...parts] = body.split(`--${boundary}`);
  const rewritten = parts.map((part, index) => {
    const action = actions[index];
    return action !== undefined && hasCondition(action) ? withCondition(part, action.etag) : part;
  });
  return [preamble, ...rewritten].join(`--${boundary}`);
}

function withCondition(part: string, etag: string): string {
  const rewritten = part.replace(/^If-Match: \*/im, () => `If-Match: ${etag}`);
  if (rewritten === part) throw new Error('a removal without the expected If-Match header');
  return rewritten;
}
