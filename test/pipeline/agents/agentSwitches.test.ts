/**
 * Whatever happens in whatever order (uploads, two agents that work, stop short and die, a service that works, switches
 * between them, pauses, time): in the end every operation is answered once and everybody has the newest data (I2 to I4).
 */

import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { handlePoison } from '../../../shared/pipeline/people/handlePoison';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { agentQueue, openAgent, runByAgents, type WorkbenchAgent } from '../../support/agents';
import fc from '../../support/property';
import { scenesOf } from '../../support/scenes';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

const PEOPLE = ['a', 'b', 'c', 'd'];
const ROUNDS = 20;
const RUNS = 60;

type Action =
  | { readonly kind: 'upload'; readonly who: readonly number[] }
  | { readonly kind: 'work'; readonly by: 0 | 1; readonly end: 'remove' | 'die after' | 'die before' }
  | { readonly kind: 'serve' | 'timer' | 'toAgents' | 'toService' | 'pause' | 'start' }
  | { readonly kind: 'wait'; readonly seconds: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('upload' as const),
      who: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      by: fc.constantFrom(0 as const, 1 as const),
      end: fc.constantFrom('remove' as const, 'die after' as const, 'die before' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constantFrom('serve', 'timer', 'toAgents', 'toService', 'pause', 'start') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 4, 30, 90) }) },
);

class Story {
  private uploads = 0;
  readonly accepted: number[] = [];
  /** The title last sent, by source anchor. */
  readonly newest = new Map<string, string>();

  constructor(
    private readonly bench: Workbench,
    private readonly agents: readonly [WorkbenchAgent, WorkbenchAgent],
  ) {}

  async play(one: Action): Promise<void> {
    const { bench } = this;
    switch (one.kind) {
      case 'upload':
        return this.upload(one.who);
      case 'work':
        return this.work(this.agents[one.by], one.end);
      case 'serve':
        return bench.drain();
      case 'timer':
        return superviseJobs(bench.services.house);
      case 'toAgents':
      case 'toService':
        return runByAgents(bench, one.kind === 'toAgents');
      case 'pause':
      case 'start':
        return scenesOf(bench).changeJob({ state: one.kind === 'start' ? 'Active' : 'Paused' });
      case 'wait':
        return bench.clock.advance(one.seconds * 1_000);
    }
  }

  private async upload(who: readonly number[]): Promise<void> {
    this.uploads += 1;
    const people = who.map((index, place) => person(PEOPLE[index] ?? 'a', { title: `Title ${this.uploads}.${place}` }));
    const { upload } = await this.bench.upload(people);
    this.accepted.push(...people.map((_, index) => upload.first + index));
    for (const { externalId, title } of people) this.newest.set(String(externalId), String(title));
  }

  private async work(agent: WorkbenchAgent, end: 'remove' | 'die after' | 'die before'): Promise<void> {
    for (const message of await agent.take(2)) {
      if (end === 'die before') continue;
      await agent.workOn(message).catch(() => handlePoison(message.text, agent.services.house));
      if (end === 'remove') await agentQueue(this.bench).remove(message);
    }
  }

  /** Everybody works, and nobody dies any more. */
  async settle(): Promise<void> {
    await this.play({ kind: 'start' });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const agent of this.agents) await agent.report();
      this.bench.clock.advance(60_000);
      await this.bench.supervise();
      for (const agent of this.agents) await agent.drain();
    }
  }
}

/** Numbers answered in the log, in order. */
async function answered(bench: Workbench): Promise<number[]> {
  const numbers = (await bench.log()).flatMap(({ entry }) => entry.operation?.sequence ?? []);
  return numbers.sort((a, b) => a - b);
}

/** Titles of the accounts of each person: one account, with the newest. */
async function titles({ services }: Workbench): Promise<Record<string, readonly unknown[]>> {
  const found = await Promise.all(PEOPLE.map((anchor) => services.directory.find('employeeId', anchor, 10)));
  return Object.fromEntries(
    found.flatMap((users, index) =>
      users.length === 0 ? [] : [[PEOPLE[index], users.map(({ properties }) => properties.jobTitle)]],
    ),
  );
}

async function playAndSettle(actions: readonly Action[], agentsAtTheEnd: boolean): Promise<void> {
  const bench = await createWorkbench();
  const story = new Story(bench, [openAgent(bench, 'agent-1'), openAgent(bench, 'agent-2')]);
  await runByAgents(bench, true);
  for (const one of actions) await story.play(one);
  await runByAgents(bench, agentsAtTheEnd);
  await story.settle();

  const waiting = [bench.storage.queue(OPERATIONS_QUEUE), agentQueue(bench)].map((queue) => queue.messages().length);
  expect({
    answered: await answered(bench),
    titles: await titles(bench),
    waiting,
    isRunning: await scenesOf(bench).isRunning(),
  }).toEqual({
    answered: story.accepted,
    titles: Object.fromEntries([...story.newest].map(([anchor, title]) => [anchor, [title]])),
    waiting: [0, 0],
    isRunning: false,
  });
}

test('nothing is lost, doubled or overtaken', async () => {
  const story = fc.array(action, { minLength: 5, maxLength: 30 });
  await fc.assert(fc.asyncProperty(story, fc.boolean(), playAndSettle), { numRuns: RUNS });
});
