/** What people's stories came to, made durable: each shard in transactions of its own (`ledger.ts`). */
import { groupBy } from '../../collections';
import type { Change, LedgerStore, WrittenPack } from '../../store/people/ledger';
import { differInWaitersAlone } from '../../store/people/waiters';
import { noteTold } from '../person/noteTold';
import type { Invocation } from '../person/run';
import { entryPackMaker } from './entryPackMaker';
import { hasMoved, noteMove } from './movedAccounts';
import { type Committing, settleWaitingReferences } from './waitingReferences';

export interface CommitPorts {
  readonly ledger: LedgerStore;
  /**
   * Has these people's waiting references looked at again, soon. Called before what they wait for is committed; of who has
   * learned that it is there, after their own commit.
   */
  wake(anchors: readonly string[]): Promise<void>;
  /** Has whoever refers to these people look again: their account is another one. Called after the commit that says so. */
  tellOfMoved(anchors: readonly string[]): Promise<void>;
}

/** What was written, and by source anchor who was not. */
export interface CommitOutcome {
  readonly packs: readonly WrittenPack[];
  /** Somebody else changed the person. */
  readonly lost: readonly string[];
  /** Storage takes everybody's row but this person's. */
  readonly refused: ReadonlyMap<string, Error>;
}

/**
 * A commit that fails must not leave claims behind: the next try would wait for them as for somebody else's, in a new
 * message each time, and would never count as failed.
 */
export async function commitOrLetGo(
  changes: readonly Committing[],
  run: Invocation,
  ports: CommitPorts,
): Promise<CommitOutcome> {
  try {
    const { lost, refused, packs } = await commit(changes, run, ports);
    await letGo([...refused.keys()], run, ports);
    return { lost, packs, refused: new Map([...refused].map(([change, error]) => [change.person.anchor, error])) };
  } catch (error) {
    await letGo(changes, run, ports);
    throw error;
  }
}

async function letGo(changes: readonly Change[], run: Invocation, { ledger }: CommitPorts): Promise<void> {
  const claimed = changes.filter(({ saved, person }) => saved.claim?.by === run.worker && person.claim === null);
  const shards = groupBy(claimed, (change) => run.people.shardOf(change.person.anchor));
  const writes = [...shards.values()].map((members) =>
    ledger.write(members.map(({ etag, saved }) => ({ etag, saved, person: { ...saved, claim: null } }))),
  );
  await Promise.allSettled(writes); // what cannot be let go runs out
}

interface Outcome {
  /** The anchors of those who lost. */
  readonly lost: readonly string[];
  readonly refused: ReadonlyMap<Change, Error>;
  readonly packs: readonly WrittenPack[];
}

/** A list that grows each time is left for the next round of the worker. */
const MOST_TRIES = 8;

function commit(changes: readonly Committing[], run: Invocation, ports: CommitPorts): Promise<Outcome> {
  const { generation } = run.context.job;
  const noted = changes.map((change) => noteTold(noteMove(change, generation, run.clock.now()), run.context.job));
  return commitNoted(noted, run, ports, MOST_TRIES);
}

async function commitNoted(
  changes: readonly Committing[],
  run: Invocation,
  ports: CommitPorts,
  tries: number,
): Promise<Outcome> {
  const outcome = await commitOnce(changes, run, ports);
  if (outcome.lost.length === 0 || tries === 1) return outcome;
  const lost = new Set(outcome.lost);
  const grown = await withLongerLists(
    changes.filter(({ person }) => lost.has(person.anchor)),
    run,
  );
  if (grown.length === 0) return outcome;
  const again = await commitNoted(grown, run, ports, tries - 1);
  for (const { person } of grown) lost.delete(person.anchor);
  return {
    lost: [...lost, ...again.lost],
    refused: new Map([...outcome.refused, ...again.refused]),
    packs: [...outcome.packs, ...again.packs],
  };
}

/**
 * Those whose row somebody else has written only to wait for them, as they are to be committed now. To run them again would leave
 * out of the log what was just done, as with who learns of an account (`waitingReferences.ts`).
 */
async function withLongerLists(left: readonly Committing[], run: Invocation): Promise<Committing[]> {
  const loaded = await run.people.load(
    run.context.job.id,
    left.map(({ person }) => person.anchor),
  );
  return left.flatMap((change) => {
    const now = loaded.get(change.person.anchor);
    if (now === undefined || now.etag === change.etag) return [];
    if (!differInWaitersAlone(change.saved, now.saved)) return [];
    const { waitedForBy } = now.person;
    return [{ ...change, etag: now.etag, saved: now.saved, person: { ...change.person, waitedForBy } }];
  });
}

async function commitOnce(changes: readonly Committing[], run: Invocation, ports: CommitPorts): Promise<Outcome> {
  const { ready, learned, awakened } = await settleWaitingReferences(changes, run, ports.ledger);
  if (awakened.length > 0) await ports.wake(awakened);
  const shards = groupBy(ready, (change) => run.people.shardOf(change.person.anchor));
  const leftOut = await Promise.all(
    [...shards].map(([shard, members]) => ports.ledger.commit(members, entryPackMaker(run, shard))),
  );
  const lost = leftOut.flatMap((one) => one.lost.map((change) => change.person.anchor));
  const refused = new Map(leftOut.flatMap((one) => [...one.refused]));
  const isLeftOut = new Set([...lost, ...[...refused.keys()].map(({ person }) => person.anchor)]);
  const looking = learned.filter((anchor) => !isLeftOut.has(anchor));
  if (looking.length > 0) await ports.wake(looking); // should this worker die first, the timer looks at everyone who waits
  const moved = ready.filter((change) => hasMoved(change) && !isLeftOut.has(change.person.anchor));
  if (moved.length > 0) await ports.tellOfMoved(moved.map(({ person }) => person.anchor));
  return { lost, refused, packs: leftOut.flatMap((one) => one.packs) };
}
