import { jsonRecords } from '../../../cli/files/jsonRecords';

async function* inParts(text: string, size: number) {
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size);
}

async function read(text: string, size = 3) {
  const records = [];
  for await (const { line, value } of jsonRecords(inParts(text, size), 'people.json')) records.push([line, value]);
  return records;
}

const ADA = { externalId: '1', name: { givenName: 'A"d}a' } };
const BO = { externalId: '2', roles: [{ value: 'x' }, { value: '[' }] };

describe('people are found in', () => {
  test.each([
    { name: 'an array', text: `[${JSON.stringify(ADA)},\n${JSON.stringify(BO)}]`, lines: [1, 2] },
    { name: 'one a line', text: `${JSON.stringify(ADA)}\n${JSON.stringify(BO)}\n`, lines: [1, 2] },
    {
      name: 'a list response',
      text: JSON.stringify({ schemas: ['urn:x'], totalResults: 2, Resources: [ADA, BO], meta: [{ a: 1 }] }),
      lines: [1, 1],
    },
    {
      name: 'a bulk request',
      text: JSON.stringify(
        { schemas: [{}], Operations: [ADA, BO].map((data) => ({ method: 'POST', path: '/Users', data })) },
        null,
        1,
      ),
      lines: [6, 16],
    },
    {
      name: 'several arrays, one after the other',
      text: `[${JSON.stringify(ADA)}]\n[${JSON.stringify(BO)}]`,
      lines: [1, 2],
    },
  ])('$name', async ({ text, lines }) => {
    for (const size of [1, 7, 10_000]) {
      expect(await read(text, size)).toEqual([
        [lines[0], ADA],
        [lines[1], BO],
      ]);
    }
  });

  test('a single user, spread over lines', async () => {
    expect(await read(JSON.stringify(ADA, null, 2))).toEqual([[1, ADA]]);
  });
});

test('nobody is in an empty list', async () => {
  expect(await read('[]')).toEqual([]);
  expect(await read('{"Operations":[]}')).toEqual([]);
});

describe('what is no file of people is told with its line', () => {
  test.each([
    { name: 'a comma too many', text: '[{"a":1,}]', line: 1 },
    { name: 'texts in a list', text: '[\n"a"]', line: 2 },
    { name: 'a list in a list', text: '[\n\n[1]]', line: 3 },
    { name: 'words before the people', text: 'people: [{}]', line: 1 },
    { name: 'an end too early', text: '[{"a":1}', line: 1 },
    { name: 'an end within a text', text: '{"a":"', line: 1 },
    { name: 'an end too many', text: '[]\n]', line: 2 },
    { name: 'nesting without end', text: `{"a":${'['.repeat(10_000)}`, line: 1 },
    { name: 'nesting without end, in a list', text: `[{"a":${'['.repeat(10_000)}`, line: 1 },
  ])('$name', async ({ text, line }) => {
    await expect(read(text)).rejects.toMatchObject({ exit: 2, place: `people.json:${line}` });
  });
});
