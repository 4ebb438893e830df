/**
 * The body of an entity-group transaction, and what its answer says: one changeset, a part for each action in order, each
 * with a condition of its own. Text in, text out; `azureTable.ts` sends it.
 * https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 */
import { randomUUID } from 'node:crypto';
import { keysOf } from '../contract/entity';
import type { TableAction } from '../contract/table';
import { entityText } from './azureEntity';
import { ServiceRefusal, statedRefusal } from './azureErrors';
import { entityPath } from './tableAddress';

export interface BatchBody {
  readonly contentType: string;
  readonly text: string;
}

/** @param tableUrl the table's own address, without a slash at its end */
export function batchBody(tableUrl: string, actions: readonly TableAction[]): BatchBody {
  const parts = actions.map((action) => partOf(tableUrl, action));
  const boundary = boundaryBeside(parts);
  const changes = parts.map((part) => `--changeset_${boundary}\r\n${PART_HEADERS}${part}\r\n`).join('');
  return {
    contentType: `multipart/mixed; boundary=batch_${boundary}`,
    text: `--batch_${boundary}\r\nContent-Type: multipart/mixed; boundary=changeset_${boundary}\r\n\r\n${changes}--changeset_${boundary}--\r\n--batch_${boundary}--\r\n`,
  };
}

const PART_HEADERS = 'Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n';
const ENTITY_HEADERS = `Accept: application/json;odata=minimalmetadata\r\nContent-Type: application/json\r\nDataServiceVersion: 3.0\r\n`;

/** What people say must not end a part: a boundary that stands in one of them is drawn anew. */
function boundaryBeside(parts: readonly string[]): string {
  for (;;) {
    const boundary = randomUUID();
    if (!parts.some((part) => part.includes(boundary))) return boundary;
  }
}

function partOf(tableUrl: string, action: TableAction): string {
  const { partitionKey, rowKey } = keysOf(action);
  const row = `${tableUrl}${entityPath(partitionKey, rowKey)}`;
  switch (action.kind) {
    case 'insert':
      return `POST ${tableUrl} HTTP/1.1\r\n${ENTITY_HEADERS}Prefer: return-no-content\r\n\r\n${line(action.entity)}`;
    case 'upsert':
      return `PUT ${row} HTTP/1.1\r\n${ENTITY_HEADERS}\r\n${line(action.entity)}`;
    case 'replace':
      return `PUT ${row} HTTP/1.1\r\n${ENTITY_HEADERS}If-Match: ${action.etag}\r\n\r\n${line(action.entity)}`;
    case 'merge':
      return `PATCH ${row} HTTP/1.1\r\n${ENTITY_HEADERS}If-Match: ${action.etag}\r\n\r\n${line(action.entity)}`;
    case 'remove':
      return `DELETE ${row} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\nIf-Match: ${action.etag}\r\n\r\n`;
  }
}

/** U+2028 and U+2029, which JSON may hold as they are: at one of them the emulator takes a part for its end, and answers 500. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

function line(entity: Parameters<typeof entityText>[0]): string {
  return entityText(entity).replace(LINE_SEPARATORS, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}

const STATUS = /HTTP\/1\.1 (\d{3})/;
const ETAG = /^ETag: *(.+?)\r?$/im;
const JSON_BODY = /\{.*\}/s;

/**
 * @param text what the service answers with 202
 * @returns the new etag of each action, in order; empty for a removal
 * @throws {ServiceRefusal} what the service says of the action that failed
 * @throws {Error} when the answer does not say of every action that it was done: whether it was is not known
 */
export function batchEtags(text: string, actions: readonly TableAction[]): readonly string[] {
  const parts = text.split('--changesetresponse_').slice(1, -1);
  const etags: string[] = [];
  for (const [index, part] of parts.entries()) {
    const status = Number(STATUS.exec(part)?.[1]);
    if (status >= 400) throw statedRefusal(status, JSON_BODY.exec(part)?.[0] ?? '');
    const etag = ETAG.exec(part)?.[1];
    if (!(status >= 200) || (etag === undefined && actions[index]?.kind !== 'remove')) {
      throw new Error('the answer to a transaction cannot be read');
    }
    etags.push(actions[index]?.kind === 'remove' ? '' : (etag ?? ''));
  }
  if (etags.length === actions.length) return etags;
  throw new Error(`the answer to a transaction of ${actions.length} actions speaks of ${etags.length}`);
}

/** Which action failed: the service begins its message with the index, as in `3:The specified …`. */
export function failingAction(error: unknown): number | undefined {
  const index = error instanceof ServiceRefusal ? /^(\d+):/.exec(error.message)?.[1] : undefined;
  return index === undefined ? undefined : Number(index);
}
