/**
 * Somebody who left and is hired anew under another number: the account is handed to the new number, and the full export goes on
 * to list the old one as inactive (spec/payload.md 5.4).
 */
import type { JsonObject } from '../../shared/scim/json';
import { type Client, type ClientPorts, type Sent, send } from './client';
import type { PlannedUpload } from './people';
import type { Actor } from './scheduler';
import type { SimulatedTarget } from './target';

export const FORMER = 'p-former';
export const REHIRED = 'p-rehired';

export interface RehirePorts extends ClientPorts {
  readonly target: SimulatedTarget;
  isLinked(anchor: string): boolean;
}

const RETRY_MS = 5_000;
const HANDED_OVER_AFTER_MS = 120_000;
/** Then the run goes on without: it was not to be. */
const MOST_WAITS = 100;

export function startRehire(ports: RehirePorts): Client {
  const { scheduler, target } = ports;
  const actor = scheduler.actor('rehirer');
  const sent: Sent[] = [];
  const client = { sent, isDone: false };
  const upload = async (number: number, ...people: readonly [string, boolean][]) => {
    const one = planned(number, people);
    while (!(await send(one, actor, sent, ports))) await scheduler.sleep(RETRY_MS);
  };
  const untilLinked = async (anchor: string) => {
    for (let waits = 0; !ports.isLinked(anchor) && waits < MOST_WAITS; waits += 1) await scheduler.sleep(RETRY_MS);
  };

  async function rehire(): Promise<void> {
    await upload(1, [FORMER, true]);
    await untilLinked(FORMER);
    // A person hands it over, later: what began with the account as the former's writes that number once more (decision 0016).
    await scheduler.sleep(HANDED_OVER_AFTER_MS);
    handOver(target, actor, ports);
    await upload(2, [REHIRED, true]);
    await untilLinked(REHIRED);
    await upload(3, [FORMER, false], [REHIRED, true]);
    await upload(4, [FORMER, false]);
    client.isDone = true;
  }
  scheduler.post(actor, () => void rehire());
  return client;
}

function handOver(target: SimulatedTarget, actor: Actor, { scheduler }: ClientPorts): void {
  const account = [...target.accounts.values()].find(({ attributes }) => attributes.employeeId === FORMER);
  if (account === undefined) return;
  target.remember(account.id);
  account.attributes.employeeId = REHIRED;
  scheduler.note(`hands ${account.id} to ${REHIRED}`, actor);
}

function planned(number: number, people: readonly (readonly [string, boolean])[]): PlannedUpload {
  return {
    operations: people.map(([anchor, active], index) => {
      const bulkId = `rehirer.${number}.${index + 1}`;
      return { bulkId, anchor, data: personOf(anchor, bulkId, active) };
    }),
    clientRequestId: `rehirer-${number}`,
    pauseMs: 0,
  };
}

const personOf = (anchor: string, bulkId: string, active: boolean): JsonObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  externalId: anchor,
  userName: `${anchor}@adatum.example`,
  displayName: 'rehired',
  title: bulkId,
  userType: 'in',
  active,
});
