/** Whom the door takes, a new row holds: sizes around the limit, of text that does not compress. */
import { createHash } from 'node:crypto';
import { acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import { MAX_PERSON_BYTES } from '../../../shared/store/people/personRow';
import { pack } from '../../../shared/store/rows/packing';
import { scenesOf } from '../../support/scenes';
import { bulkBody, createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

/** Text of so many characters that takes about six bits of each, the same for one seed. */
function noise(seed: number, length: number): string {
  const blocks: string[] = [];
  for (let count = 0; count * 42 < length; count += 1) {
    blocks.push(createHash('sha256').update(`${seed}/${count}`).digest('base64').slice(0, 42));
  }
  return blocks.join('').slice(0, length);
}

/** The person whose data, packed, is nearest to so many bytes. */
function personOf(bytes: number, seed: number, shape: (text: string) => object) {
  const of = (length: number) => ({ ...person('1'), ...shape(noise(seed, length)) });
  let [least, most] = [0, 4 * MAX_PERSON_BYTES];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (pack(of(middle)).byteLength <= bytes) least = middle;
    else most = middle;
  }
  return of(least);
}

const SHAPES: readonly { readonly name: string; readonly shape: (text: string) => object }[] = [
  { name: 'one attribute', shape: (text) => ({ title: text }) },
  { name: 'an extension', shape: (text) => ({ 'urn:contoso:employee': { note: text } }) },
];

async function upload(bench: Workbench, data: object): Promise<boolean> {
  const body = bulkBody([data as never]);
  const bytes = Buffer.from(JSON.stringify(body));
  const verdict = await acceptBulkUpload(
    { jobId: JOB_ID, body, bytes, clientRequestId: undefined },
    bench.services.house,
  );
  return verdict.kind === 'accepted';
}

describe.each(SHAPES)('a person whose bulk is $name', ({ shape }) => {
  test.each([
    { off: -64, taken: true },
    { off: 0, taken: true },
    { off: 64, taken: false },
  ])('$off bytes from the limit: taken $taken', async ({ off, taken }) => {
    const bench = await createWorkbench();
    const data = personOf(MAX_PERSON_BYTES + off, off, shape);
    expect(await upload(bench, data)).toBe(taken);
    if (!taken) return;
    await bench.drain();
    const stored = (await scenesOf(bench).person('1')).data;
    expect(JSON.stringify(stored)).toHaveLength(JSON.stringify(data).length);
  });
});
