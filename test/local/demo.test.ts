/** The demo's folder, people and history; that it is made at all, `npm run docs:console` shows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDemoFolder } from '../../local/demo/demo';
import { hourBefore } from '../../local/demo/history';
import { inventPeople } from '../../local/demo/people';

describe('the folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-demo-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('that is empty, or not there yet, is made into the demo', async () => {
    await expect(openDemoFolder(folder)).resolves.toBe(true);
    await expect(openDemoFolder(join(folder, 'later'))).resolves.toBe(true);
  });

  test('that is the demo’s already is left as it is', async () => {
    writeFileSync(join(folder, 'demo'), 'made');
    writeFileSync(join(folder, 'local.json'), '{}');
    await expect(openDemoFolder(folder)).resolves.toBe(false);
  });

  test.each([
    { name: 'holds somebody’s own data', file: 'local.json', text: '{}', why: /not the demo’s/ },
    { name: 'was cut off', file: 'demo', text: 'begun', why: /cut off/ },
  ])('that $name is refused', async ({ file, text, why }) => {
    writeFileSync(join(folder, file), text);
    await expect(openDemoFolder(folder)).rejects.toThrow(why);
  });
});

test('its people are the same each time, each has a name of their own, and the first has no manager', () => {
  const people = inventPeople('W', 200);
  expect(people).toEqual(inventPeople('W', 200));
  expect(new Set(people.map(({ userName }) => userName)).size).toBe(200);
  expect(JSON.stringify(people[0])).not.toContain('manager');
  expect(people[13]).toMatchObject({ externalId: 'W10014', active: true });
});

test('its hour before ends with the minute before the first, and counts nothing below zero', () => {
  const now = Date.UTC(2026, 0, 15, 9, 30);
  const minutes = hourBefore(now, 0.2);
  const numbers = Object.keys(minutes).map(Number);
  expect(Math.max(...numbers)).toBeLessThan(now / 60_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(now / 60_000 - 60);
  for (const tally of Object.values(minutes)) expect(Math.min(...tally)).toBeGreaterThanOrEqual(0);
});
