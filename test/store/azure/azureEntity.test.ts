import { entityText, readRow } from '../../../shared/store/azure/azureEntity';

const KEYS = { partitionKey: 'p', rowKey: 'r' };

describe('an entity as it is written', () => {
  test.each([
    { name: 'text', value: 'é "😀"', written: { value: 'é "😀"' } },
    { name: 'a 32-bit integer', value: -2_147_483_648, written: { value: -2_147_483_648 } },
    { name: 'a whole number beyond 32 bits', value: 5e9, written: { 'value@odata.type': 'Edm.Double', value: 5e9 } },
    { name: 'a fraction', value: 0.1, written: { 'value@odata.type': 'Edm.Double', value: 0.1 } },
    { name: 'a 64-bit integer', value: 9n, written: { 'value@odata.type': 'Edm.Int64', value: '9' } },
    { name: 'a truth', value: true, written: { value: true } },
    {
      name: 'a date',
      value: new Date('2026-02-28T23:59:59.987Z'),
      written: { 'value@odata.type': 'Edm.DateTime', value: '2026-02-28T23:59:59.987Z' },
    },
    {
      name: 'bytes that are part of more',
      value: Uint8Array.from([9, 0, 255, 9]).subarray(1, 3),
      written: { 'value@odata.type': 'Edm.Binary', value: 'AP8=' },
    },
    { name: 'nothing', value: undefined, written: {} },
  ])('$name', ({ value, written }) => {
    expect(JSON.parse(entityText({ ...KEYS, value }))).toEqual({ PartitionKey: 'p', RowKey: 'r', ...written });
  });
});

describe('a row as it is read', () => {
  const ROW = { PartitionKey: 'p', RowKey: 'r', 'odata.etag': 'W/"1"' };

  test('has its keys, its version and when it was written beside its properties', () => {
    const row = { ...ROW, 'odata.metadata': 'x', Timestamp: '2026-01-15T09:30:00.5Z', n: 1, gone: null };
    expect(readRow(row)).toEqual({
      partitionKey: 'p',
      rowKey: 'r',
      etag: 'W/"1"',
      writtenAt: Date.UTC(2026, 0, 15, 9, 30, 0, 500),
      properties: { n: 1 },
    });
  });

  test('does not say when it was written where that was not selected', () => {
    expect(readRow(ROW)).toEqual({ partitionKey: 'p', rowKey: 'r', etag: 'W/"1"', properties: {} });
  });

  test.each([
    { type: 'Edm.Binary', value: 'AP8=', expected: Uint8Array.from([0, 255]) },
    { type: 'Edm.Binary', value: '', expected: new Uint8Array() },
    { type: 'Edm.Int64', value: '-9223372036854775808', expected: -9_223_372_036_854_775_808n },
    { type: 'Edm.DateTime', value: '1601-01-01T00:00:00Z', expected: new Date(Date.UTC(1601, 0, 1)) },
    { type: 'Edm.Double', value: '5E-324', expected: Number.MIN_VALUE },
    { type: 'Edm.Double', value: 5e9, expected: 5e9 },
    { type: 'Edm.String', value: '1', expected: '1' },
    { type: undefined, value: '1', expected: '1' },
  ])('reads $value of $type', ({ type, value, expected }) => {
    const typed = type === undefined ? {} : { 'value@odata.type': type };
    expect(readRow({ ...ROW, ...typed, value }).properties).toStrictEqual({ value: expected });
  });

  test('keeps bytes in memory of their own', () => {
    const { value } = readRow({ ...ROW, 'value@odata.type': 'Edm.Binary', value: 'AP8=' }).properties;
    expect((value as Uint8Array).buffer.byteLength).toBe(2);
  });

  test.each([
    { name: 'text', row: 'x' },
    { name: 'nothing', row: null },
    { name: 'no version', row: { PartitionKey: 'p', RowKey: 'r' } },
    { name: 'no key', row: { RowKey: 'r', 'odata.etag': 'x' } },
    { name: 'a type nobody writes', row: { ...ROW, 'value@odata.type': 'Edm.Guid', value: 'x' } },
    { name: 'a value that is a list', row: { ...ROW, value: [1] } },
  ])('with $name is refused', ({ row }) => {
    expect(() => readRow(row)).toThrow(TypeError);
  });
});
