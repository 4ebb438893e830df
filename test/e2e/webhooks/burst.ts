/**
 * A burst of webhooks while the plug is pulled: people change in the HR system again and again, each change is told, and the
 * sender tries again what was not answered. In the end every account is as the HR system has the person (spec/hands.md 6).
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { JsonObject } from '../../../shared/scim/json';
import { createChance } from '../../simulation/chance';
import { openHrStand, postWebhook } from '../../support/hrStand';
import { readAll } from '../../support/readAll';
import { type Stack, startStack, temporaryFolder } from '../../support/stack';

export interface BurstOptions {
  readonly webhooks: number;
  readonly people: number;
  readonly kills: number;
  readonly seed: number;
}

export interface BurstOutcome {
  /** What is not as it should be, one line each. */
  readonly broken: readonly string[];
  readonly fetches: number;
  readonly restarts: number;
  readonly seconds: number;
  /** How many events ended in which way. */
  readonly states: Readonly<Record<string, number>>;
}

const INLET = 'burst';
const ENVIRONMENT = { ALLOW_LOOPBACK_TARGETS: 'true', VERIFIED_DOMAINS: 'adatum.example' };
const AT_ONCE = 16;
const LONGEST_MS = 8 * 60_000;

export async function burst(options: BurstOptions, tell: (line: string) => void): Promise<BurstOutcome> {
  const { webhooks, people, kills, seed } = options;
  const began = Date.now();
  const chance = createChance(seed);
  const hr = await openHrStand();
  const folder = temporaryFolder();
  let stack = await startStack(folder.path, ENVIRONMENT);
  let restarting: Promise<void> | undefined;
  let restarts = 0;
  try {
    const made = await stack.call(inletsOf(stack), { method: 'POST', body: JSON.stringify(hr.thin(INLET)) });
    if (made.status !== 201) throw new Error(`The inlet was not made: ${await made.text()}`);
    const address = () => `${stack.info.baseUrl}/muster/inlets/${stack.info.jobId}/${INLET}`;
    const moments = new Set(
      Array.from({ length: kills }, (_, index) => Math.floor(((index + 1) * webhooks) / (kills + 1))),
    );

    async function pullThePlug(): Promise<void> {
      await stack.kill();
      stack = await startStack(folder.path, ENVIRONMENT);
      restarts += 1;
      tell(`restart ${restarts}`);
    }

    async function send(index: number): Promise<void> {
      const person = String(chance.whole(people));
      const version = index + 1;
      hr.people.set(person, personOf(person, version));
      for (;;) {
        await restarting;
        const answer = await postWebhook(address(), { type: 'person.changed', person, change: version }).catch(
          () => undefined,
        );
        await answer?.arrayBuffer().catch(() => undefined);
        if (answer?.status === 202) return;
        if (answer !== undefined && answer.status < 500) throw new Error(`A webhook was answered ${answer.status}.`);
        await wait(50);
      }
    }

    let next = 0;
    const sender = async () => {
      for (let index = next++; index < webhooks; index = next++) {
        if (moments.has(index)) restarting = pullThePlug();
        await send(index);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    await restarting;
    tell(`${webhooks} webhooks answered, ${hr.asked.length} fetches so far`);
    const { broken, states } = await judge(() => stack, hr.people, webhooks, began + LONGEST_MS);
    return { broken, states, restarts, fetches: hr.asked.length, seconds: (Date.now() - began) / 1_000 };
  } finally {
    await stack.stop();
    await hr.close();
    folder.remove();
  }
}

const inletsOf = ({ info }: Stack) => `/muster/jobs/${info.jobId}/inlets`;

const personOf = (person: string, version: number): JsonObject => ({
  number: `burst-${person}`,
  mail: `burst${person}@adatum.example`,
  name: `Version ${version}`,
  active: true,
});

interface Listed {
  readonly id: string;
  readonly state: string;
}

async function judge(
  stack: () => Stack,
  people: ReadonlyMap<string, JsonObject>,
  webhooks: number,
  until: number,
): Promise<Pick<BurstOutcome, 'broken' | 'states'>> {
  for (;;) {
    const events = await readAll<Listed>(stack(), `${inletsOf(stack())}/${INLET}/events?$top=1000`);
    const users = await readAll<{ employeeId: string; displayName: string }>(
      stack(),
      '/v1.0/users?$select=employeeId,displayName&$top=999',
    );
    const names = new Map(users.map(({ employeeId, displayName }) => [employeeId, displayName]));
    const broken = [
      ...(events.length === webhooks ? [] : [`${events.length} events are kept of ${webhooks}`]),
      ...events
        .filter(({ state }) => state !== 'accepted' && state !== 'coalesced')
        .map(({ id, state }) => `${id} is ${state}`),
      ...[...people.values()].flatMap(({ number, name }) => {
        const found = names.get(String(number));
        return found === name ? [] : [`${number} is "${found}" and should be "${name}"`];
      }),
      ...(users.length === new Set(users.map(({ employeeId }) => employeeId)).size
        ? []
        : ['somebody has two accounts']),
    ];
    if (broken.length === 0 || Date.now() > until) return { broken, states: countStates(events) };
    await wait(1_000);
  }
}

function countStates(events: readonly Listed[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of events) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
