/** What the door of an inlet says: a table of what there is when a delivery comes, and what becomes of it. */
import { createHmac } from 'node:crypto';
import type { InletContext } from '../../../shared/pipeline/inletPorts';
import { receiveEvents } from '../../../shared/pipeline/inlets/receiveEvents';
import { StoreUnavailable } from '../../../shared/store/contract/table';
import { INLET, INLET_SECRET, openInletDesk, SECRETS_KEY } from '../../support/inletDesk';
import { createWorkbench } from '../../support/workbench';

interface Found {
  /** How long a sender that comes too often has to wait. */
  readonly waitMs?: number;
  /** Events that nobody has worked on yet. */
  readonly open?: number;
  readonly isStorageAway?: boolean;
  /** The same delivery came before. */
  readonly isKnown?: boolean;
  readonly secret?: string;
}

async function deliver({ waitMs = 0, open = 0, isStorageAway, isKnown, secret = INLET_SECRET }: Found) {
  const { ports, ...desk } = await openInletDesk(await createWorkbench({ SECRETS_KEY }));
  const body = { type: 'changed', id: '5', at: 1 };
  if (isKnown === true) await desk.post(body);
  const seen: string[] = [];
  const context = async (): Promise<InletContext> => {
    const found = await ports.inletContexts.recall(INLET);
    if (found.kind !== 'found') throw new Error('There is no inlet.');
    return { ...found.context, health: { ...found.context.health, open } };
  };
  const bytes = Buffer.from(JSON.stringify(body));
  const signature = createHmac('sha256', secret).update(bytes).digest('hex');
  const headers = new Headers({ 'content-type': 'application/json', 'x-signature': signature });
  const reception = await receiveEvents(
    INLET,
    { delivery: { headers, body: bytes }, bearsToken: async () => false },
    {
      ...ports,
      inletContexts: { ...ports.inletContexts, recall: async () => ({ kind: 'found', context: await context() }) },
      inletWatch: {
        takeTurn: () => waitMs,
        rejected: async () => void seen.push('rejected'),
        used: async (_, ids) => void seen.push(`used ${ids.length}`),
      },
      inletEvents: {
        ...ports.inletEvents,
        async add(...args) {
          if (isStorageAway === true) throw new StoreUnavailable('Storage is away.');
          return ports.inletEvents.add(...args);
        },
      },
      events: { ...ports.events, send: async () => void seen.push('announced') },
    },
  );
  return { reception, seen };
}

const TAKEN = { kind: 'taken', status: 202 };
const busy = (retryAfterSeconds: number) => ({ kind: 'busy', status: 503, retryAfterSeconds });

test.each<{ found: Found; reception: object; seen: readonly string[] }>([
  { found: {}, reception: TAKEN, seen: ['announced', 'used 1'] },
  { found: { isKnown: true }, reception: TAKEN, seen: ['used 1'] },
  { found: { secret: 'another secret' }, reception: { kind: 'unproved' }, seen: ['rejected'] },
  { found: { waitMs: 1 }, reception: busy(1), seen: [] },
  { found: { waitMs: 1_000 }, reception: busy(1), seen: [] },
  { found: { waitMs: 1_001 }, reception: busy(2), seen: [] },
  { found: { open: 99_999 }, reception: TAKEN, seen: ['announced', 'used 1'] },
  { found: { open: 100_000 }, reception: busy(300), seen: [] },
  { found: { isStorageAway: true }, reception: busy(10), seen: [] },
])('where there is $found', async ({ found, ...says }) => {
  expect(await deliver(found)).toEqual(says);
});
