/**
 * Older data never wins (spec/hands.md 3.6, "Why order holds"): events come while people change, several workers fetch and
 * accept at once, each storage call may fail before or after it took effect, and workers stop in the middle. Every await is a
 * point at which the others go on.
 */
import { EVENTS_QUEUE } from '../../../shared/composition/services';
import { readEventMessage } from '../../../shared/pipeline/inlets/eventMessages';
import { superviseInlets } from '../../../shared/pipeline/inlets/superviseInlets';
import { workOnEvents } from '../../../shared/pipeline/inlets/workOnEvents';
import type { JsonObject } from '../../../shared/scim/json';
import { StoreConflict, StoreUnavailable } from '../../../shared/store/contract/table';
import { documentOf, FULL, INLET, type InletDesk, openInletDesk, SECRETS_KEY, THIN } from '../../support/inletDesk';
import fc from '../../support/property';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

const WORKERS = 3;
const STEPS = 14;
const HIDDEN_SECONDS = 30;
const MOST_ROUNDS = 20;
const RUNS = 15;

interface Scene {
  readonly bench: Workbench;
  readonly desk: InletDesk;
  /** Whether anything goes wrong, and others go on in between. */
  readonly weather: { isRough: boolean };
}

/** @param draws numbers from 0 to 999: what each effect on storage meets */
async function openScene(definition: JsonObject, draws: Iterator<number>): Promise<Scene> {
  const weather = { isRough: false };
  const draw = () => Number(draws.next().value ?? 999);
  const tick = async () => {
    if (!weather.isRough) return;
    const what = draw();
    for (let turns = what % 4; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
    if (weather.isRough && what < 12) throw new StoreUnavailable('the storage does not answer');
  };
  const bench = await createWorkbench({ SECRETS_KEY }, { tick });
  const desk = await openInletDesk(bench, definition);
  // An HR system that is read somewhere between the question and the answer.
  const { askVendor } = desk.ports;
  const slow = Object.assign(desk.ports, {
    askVendor: async (request: Parameters<typeof askVendor>[0]) => {
      await new Promise((resolve) => setImmediate(resolve));
      const answer = await askVendor(request);
      for (let turns = draw() % 60; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
      return answer;
    },
  });
  return {
    bench,
    desk: { ...desk, ports: slow },
    weather,
  };
}

/** One that takes what it gets and stops when it fails; its messages come back when they are hidden no more. */
async function work({ bench, desk }: Scene): Promise<void> {
  const queue = bench.storage.queue(EVENTS_QUEUE);
  try {
    const messages = await queue.receive(4, HIDDEN_SECONDS);
    const keys = messages.map(({ text }) => readEventMessage(text).key);
    await workOnEvents(INLET, keys, desk.ports);
    for (const message of messages) await queue.remove(message);
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof StoreConflict)) throw error; // it was given to another meanwhile
  }
}

/** Every person's data in the order it was accepted. */
async function acceptedOf({ bench }: Scene): Promise<ReadonlyMap<string, readonly string[]>> {
  const { intake, payloads } = bench.services.house;
  const found = new Map<string, string[]>();
  for await (const { first } of intake.listUploads(JOB_ID, 0)) {
    for (const { anchor, data } of (await payloads.read(JOB_ID, first)) ?? []) {
      const names = found.get(anchor ?? '') ?? [];
      found.set(anchor ?? '', [...names, String(data.displayName)]);
    }
  }
  return found;
}

async function settleDown(scene: Scene): Promise<void> {
  const { bench, desk } = scene;
  scene.weather.isRough = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    bench.clock.advance(45_000);
    await superviseInlets(JOB_ID, desk.ports);
    while (await bench.storage.queue(EVENTS_QUEUE).hasVisible()) await work(scene);
    if ((await desk.ports.inletEvents.count(INLET, 1)).open === 0) return;
  }
}

const isInOrder = (versions: readonly number[]) =>
  versions.every((one, index) => index === 0 || one >= (versions[index - 1] ?? 0));
const versionOf = (name: string) => Number(name.split(' ')[1]);

/** The sender comes again until it is told that it need not. */
async function post({ desk }: Scene, body: JsonObject): Promise<void> {
  for (;;) {
    try {
      const reception = await desk.post(body);
      if (reception.kind === 'taken') return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
}

async function play(scene: Scene, steps: readonly number[], change: (step: number, index: number) => Promise<void>) {
  scene.weather.isRough = true;
  const running: Promise<void>[] = [];
  for (const [index, step] of steps.entries()) {
    running.push(change(step, index));
    for (let worker = 0; worker < step % WORKERS; worker += 1) running.push(work(scene));
    for (let turns = step % 80; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
    if (step % 7 === 0) await Promise.all(running.splice(0));
    scene.bench.clock.advance(step % 5 === 0 ? 31_000 : 1_500);
  }
  await Promise.all(running);
  await settleDown(scene);
}

const drawn = fc.infiniteStream(fc.nat({ max: 999 }));
const moves = fc.array(fc.nat({ max: 999 }), { minLength: 4, maxLength: STEPS });

test('of people who are fetched, what is accepted is never older than what was, and in the end it is the newest', async () => {
  await fc.assert(
    fc.asyncProperty(moves, drawn, async (steps, draws) => {
      const scene = await openScene(THIN, draws[Symbol.iterator]());
      const { hr } = scene.desk;
      await play(scene, steps, async (step, index) => {
        const person = String(step % 2);
        hr.people.set(person, { name: `Version ${index + 1}` });
        await post(scene, { type: 'changed', id: person, index });
      });
      const accepted = await acceptedOf(scene);
      for (const [person, { name }] of hr.people) {
        const names = accepted.get(`n${person}`) ?? [];
        expect({ names, isInOrder: isInOrder(names.map(versionOf)), last: names.at(-1) }).toEqual({
          names,
          isInOrder: true,
          last: name,
        });
      }
      expect((await scene.desk.events()).filter(({ state }) => !/^(accepted|coalesced)$/.test(state))).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('of people whom events hold, the one that happened last stands, in whatever order they come', async () => {
  await fc.assert(
    fc.asyncProperty(moves, drawn, async (steps, draws) => {
      const scene = await openScene(FULL, draws[Symbol.iterator]());
      const began = scene.bench.clock.now();
      const newest = new Map<string, number>();
      await play(scene, steps, async (step, index) => {
        const [person, version] = [String(step % 2), (step % 97) * 100 + index];
        newest.set(person, Math.max(version, newest.get(person) ?? 0));
        const data = documentOf(person, { name: `Version ${version}` });
        await post(scene, { type: 'changed', id: person, at: began - 1_000_000 + version, data });
      });
      const accepted = await acceptedOf(scene);
      for (const [person, version] of newest) {
        const versions = (accepted.get(`n${person}`) ?? []).map(versionOf);
        expect({ versions, isInOrder: isInOrder(versions), last: versions.at(-1) }).toEqual({
          versions,
          isInOrder: true,
          last: version,
        });
      }
      expect((await scene.desk.events()).filter(({ state }) => !/^(accepted|overtaken)$/.test(state))).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
