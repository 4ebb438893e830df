/** What `environment.test.ts` has Jest run: everything in here that fails is meant to. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import fc from './property';
import { tellStory } from './story';

describe('what never opened', () => {
  const opened = new Map<string, { close(): void }>();
  const close = () => (opened.get('it') as { close(): void }).close(); // fails where nothing was opened
  beforeAll(() => {
    throw new Error('It does not open.');
  });
  afterAll(close);
  test('first', () => undefined);
  test('second', () => undefined);
  describe('inside', () => {
    beforeAll(close);
    test('third', () => undefined);
  });
});

describe('a story', () => {
  tellStory();
  test('begins', () => undefined);
  test('breaks', () => {
    throw new Error('It breaks.');
  });
  test('is not told', () => undefined);
});

describe('no story', () => {
  test('breaks', () => {
    throw new Error('It breaks, too.');
  });
  test('goes on', () => undefined);
});

test('rejects what nobody awaits', async () => {
  void Promise.reject(new Error('Nobody listens.'));
  await new Promise((resolve) => setTimeout(resolve, 10));
});

test('leaves a process behind', () => {
  const left = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  writeFileSync(process.env.LEFT_BEHIND ?? '', String(left.pid));
});

test('a property that takes too long', async () => {
  fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: 200 });
  await fc.assert(fc.asyncProperty(fc.nat(), () => new Promise(() => undefined)));
});
