import { batchBody, batchEtags, failingAction } from '../../../shared/store/azure/azureBatch';
import { ServiceRefusal, toStoreError } from '../../../shared/store/azure/azureErrors';
import {
  StoreConflict,
  StoreLimitExceeded,
  StoreUnavailable,
  type TableAction,
} from '../../../shared/store/contract/table';

const URL_OF_TABLE = 'http://127.0.0.1:10002/account/people';
const entity = { partitionKey: "O'Brien", rowKey: 'a b%/😀', n: 1, text: 'line\u2028line' };
const ACTIONS: readonly TableAction[] = [
  { kind: 'insert', entity },
  { kind: 'upsert', entity },
  { kind: 'replace', entity, etag: 'W/"1"' },
  { kind: 'merge', entity, etag: '*' },
  { kind: 'remove', partitionKey: "O'Brien", rowKey: 'x', etag: 'W/"2"' },
];

describe('the body of a transaction', () => {
  const { contentType, text } = batchBody(URL_OF_TABLE, ACTIONS);
  const boundary = /boundary=batch_(\S+)$/.exec(contentType)?.[1] ?? '';
  const parts = text.split(`--changeset_${boundary}\r\n`).slice(1);

  test('has a part for each action, between boundaries that its head names', () => {
    expect(
      text.startsWith(`--batch_${boundary}\r\nContent-Type: multipart/mixed; boundary=changeset_${boundary}\r\n\r\n`),
    ).toBe(true);
    expect(text.endsWith(`--changeset_${boundary}--\r\n--batch_${boundary}--\r\n`)).toBe(true);
    expect(parts).toHaveLength(5);
  });

  test.each([
    { name: 'an insert', index: 0, first: `POST ${URL_OF_TABLE} HTTP/1.1`, condition: undefined },
    { name: 'an upsert', index: 1, first: 'PUT', condition: undefined },
    { name: 'a replace', index: 2, first: 'PUT', condition: 'W/"1"' },
    { name: 'a merge', index: 3, first: 'PATCH', condition: '*' },
    { name: 'a removal', index: 4, first: 'DELETE', condition: 'W/"2"' },
  ])('$name says what is to be done under which condition', ({ index, first, condition }) => {
    const [head = '', request = ''] = (parts[index] ?? '').split('\r\n\r\n');
    expect(head).toBe('Content-Type: application/http\r\nContent-Transfer-Encoding: binary');
    expect(request.startsWith(first)).toBe(true);
    expect(/^If-Match: (.*)$/m.exec(request)?.[1]?.trim()).toBe(condition);
  });

  test('names a row by its keys, quotes doubled and all else encoded', () => {
    const path = `(PartitionKey='O''Brien',RowKey='${encodeURIComponent('a b%/😀')}')`;
    expect(parts[1]).toContain(`PUT ${URL_OF_TABLE}${path} HTTP/1.1\r\n`);
  });

  test('spells line separators out, at which the emulator would end a part', () => {
    expect(text).not.toContain('\u2028');
    expect(parts[0]).toContain('"text":"line\\u2028line"');
  });

  test('is bounded by something else each time', () => {
    expect(batchBody(URL_OF_TABLE, ACTIONS).contentType).not.toBe(contentType);
  });
});

describe('the answer to a transaction', () => {
  const part = (status: string, more = '') =>
    `--changesetresponse_1\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 ${status}\r\n${more}\r\n\r\n`;
  const answer = (...parts: readonly string[]) =>
    `--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n${parts.join('')}--changesetresponse_1--\r\n--batchresponse_1--\r\n`;
  const done = (etag: string) => part('204 No Content', `ETag: ${etag}\r\nRowKey='a'`);
  const refused = (status: string, code: string, message: string) =>
    part(status, `\r\n${JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: message } } })}`);
  const two = ACTIONS.slice(0, 2);

  test('gives the new etag of each action, and none of a removal', () => {
    const removal = ACTIONS.slice(4);
    expect(batchEtags(answer(done('W/"7"'), done('W/"8"')), two)).toEqual(['W/"7"', 'W/"8"']);
    expect(batchEtags(answer(part('204 No Content')), removal)).toEqual(['']);
  });

  test.each([
    { status: '409 Conflict', code: 'EntityAlreadyExists', expected: StoreConflict, index: 1 },
    { status: '412 Precondition Failed', code: 'UpdateConditionNotSatisfied', expected: StoreConflict, index: 62 },
    { status: '404 Not Found', code: 'ResourceNotFound', expected: StoreConflict, index: 0 },
    { status: '413 Too Large', code: 'EntityTooLarge', expected: StoreLimitExceeded, index: undefined },
    { status: '400 Bad Request', code: 'PropertyValueTooLarge', expected: StoreLimitExceeded, index: undefined },
    { status: '500 Internal Server Error', code: 'InternalError', expected: StoreUnavailable, index: undefined },
    { status: '503 Busy', code: 'ServerBusy', expected: StoreUnavailable, index: undefined },
    { status: '400 Bad Request', code: 'InvalidInput', expected: ServiceRefusal, index: undefined },
  ])('of $code is $expected.name', ({ status, code, expected, index }) => {
    const error = failureOf(() =>
      batchEtags(answer(refused(status, code, `${index ?? 0}:It is so.\nRequestId:1`)), two),
    );
    const told = toStoreError(error, 'table people', failingAction(error));
    expect(told).toBeInstanceOf(expected);
    if (index !== undefined) expect(told).toMatchObject({ index });
  });

  test.each([
    { name: 'says nothing', text: '' },
    { name: 'speaks of fewer actions than there were', text: answer(done('W/"7"')) },
    { name: 'leaves out an etag', text: answer(done('W/"7"'), part('204 No Content')) },
    { name: 'is something else', text: '<html>a gateway</html>' },
    { name: 'is cut off', text: answer(done('W/"7"'), done('W/"8"')).slice(0, 200) },
  ])('that $name is no success', ({ text }) => {
    expect(
      toStoreError(
        failureOf(() => batchEtags(text, two)),
        'table people',
      ),
    ).toBeInstanceOf(StoreUnavailable);
  });
});

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it was to fail');
}
