import { gunzipSync } from 'node:zlib';
import { createLinedAnswer } from '../../../shared/api/http/linedAnswer';

const LINES = [{ kind: 'person', name: 'Łukasz' }, { kind: 'totals' }];
const TEXT = '{"kind":"person","name":"Łukasz"}\n{"kind":"totals"}\n';

async function write(acceptEncoding: string | null) {
  const answer = createLinedAnswer(acceptEncoding);
  for (const line of LINES) await answer.write(line);
  return { headers: answer.headers, bytes: await answer.end() };
}

test.each([
  { name: 'nothing is said of encodings', header: null },
  { name: 'gzip is not among them', header: 'br, deflate' },
  { name: 'gzip is ruled out', header: 'br, gzip;q=0, *' },
  { name: 'gzip is ruled out at length', header: 'GZIP; q=0.000' },
])('lines of JSON go as they are when $name', async ({ header }) => {
  const { headers, bytes } = await write(header);
  expect(headers).toEqual({ 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  expect(Buffer.from(bytes).toString()).toBe(TEXT);
});

test.each([
  { name: 'gzip alone', header: 'gzip' },
  { name: 'gzip among others', header: 'br;q=1.0, gzip;q=0.8, *;q=0.1' },
  { name: 'gzip in capitals', header: 'GZIP' },
])('lines of JSON are compressed for $name', async ({ header }) => {
  const { headers, bytes } = await write(header);
  expect(headers).toEqual({ 'Content-Type': 'application/x-ndjson; charset=utf-8', 'Content-Encoding': 'gzip' });
  expect(gunzipSync(bytes).toString()).toBe(TEXT);
});

test.each([null, 'gzip'])('its size grows with what is written (encoding: %s)', async (header) => {
  const answer = createLinedAnswer(header);
  expect(answer.size()).toBe(0);
  for (let count = 0; count < 5_000; count += 1) await answer.write({ count, text: String(Math.sin(count)) });
  const size = answer.size();
  expect(size).toBeGreaterThan(10_000);
  expect((await answer.end()).byteLength).toBeGreaterThanOrEqual(size);
});
