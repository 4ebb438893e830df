/** How receipts are asked for: a hundred at once, each upload once; one by one where a service is too old for that. */
import type { Http } from '../../../cli/client/http';
import { createReceipts } from '../../../cli/client/receipts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

/** A service of the old kind has no way to ask for several. */
function service(isOld = false) {
  const asked: (readonly string[])[] = [];
  const ask: Http['ask'] = async (method, path, { body } = {}) => {
    const answer = (status: number, value: unknown) => ({
      status,
      headers: new Headers(),
      text: JSON.stringify(value),
    });
    if (method === 'POST') {
      const wanted = (body as { ids: readonly string[] }).ids;
      if (isOld) return answer(404, {});
      asked.push(wanted);
      return answer(200, { value: wanted.map((id) => ({ id })) });
    }
    const id = path.split('/').at(-1) ?? '';
    asked.push([id]);
    return id === 'u1' ? answer(404, {}) : answer(200, { id });
  };
  return { asked, receipts: createReceipts({ ask } as Http) };
}

test.each([
  { count: 0, sizes: [] },
  { count: 100, sizes: [100] },
  { count: 101, sizes: [100, 1] },
  { count: 205, sizes: [100, 100, 5] },
])('$count in $sizes', async ({ count, sizes }) => {
  const { asked, receipts } = service();
  expect((await receipts.read(ids(count))).map(({ id }) => id)).toEqual(ids(count));
  expect(asked.map(({ length }) => length)).toEqual(sizes);
});

test('an older service is asked for each, and those it has not are left out', async () => {
  const { asked, receipts } = service(true);
  const wanted = ids(18);
  expect((await receipts.read(wanted)).map(({ id }) => id)).toEqual(wanted.filter((id) => id !== 'u1'));
  expect(asked.flat()).toEqual(wanted);
});
