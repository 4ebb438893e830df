import type { People, Person } from '../../../cli/send/people';
import { remembered } from '../../../cli/send/remembered';

const person = (line: number, size = 10): Person => ({ line, raw: 'x'.repeat(size), faults: [], person: undefined });

function file(...people: Person[]) {
  let reads = 0;
  async function* read() {
    reads += 1;
    for (const one of people) yield [one];
  }
  return { read, reads: () => reads };
}

async function linesOf(people: People): Promise<number[]> {
  const lines: number[] = [];
  for await (const batch of people) lines.push(...batch.map(({ line }) => line));
  return lines;
}

test.each([
  { name: 'a small file is read once', most: 20, reads: 1 },
  { name: 'a larger one each time', most: 19, reads: 3 },
])('$name', async ({ most, reads }) => {
  const source = file(person(2), person(3));
  const people = remembered(source.read, most);
  for (let time = 0; time < 3; time += 1) expect(await linesOf(people())).toEqual([2, 3]);
  expect(source.reads()).toBe(reads);
});

test('who stops half-way has not read the file', async () => {
  const source = file(person(2), person(3));
  const people = remembered(source.read);
  for await (const [first] of people()) if (first?.line === 2) break;
  expect(await linesOf(people())).toEqual([2, 3]);
  expect(source.reads()).toBe(2);
});
