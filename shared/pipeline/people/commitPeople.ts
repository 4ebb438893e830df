/** What people's stories came to, made durable: each shard in transactions of its own (`ledger.ts`). */
import { groupBy } from '../../collections';
import type { Change, LedgerStore } from '../../store/people/ledger';
import type { Run } from '../person/run';
import { entryPackMaker } from './entryPackMaker';
import { settleWaitingReferences } from './waitingReferences';

export interface CommitPorts {
  readonly ledger: LedgerStore;
  /** Has these people's waiting references looked at again, soon. Called before what they wait for is committed. */
  wake(anchors: readonly string[]): Promise<void>;
}

/**
 * A commit that fails must not leave claims behind: the next try would wait for them as for somebody else's, in a new
 * message each time, and would never count as failed.
 */
export async function commitOrLetGo(
  changes: readonly Change[],
  run: Omit<Run, 'accounts'>,
  ports: CommitPorts,
): Promise<string[]> {
  try {
    return await commit(changes, run, ports);
  } catch (error) {
    const claimed = changes.filter(({ saved, person }) => saved.claim?.by === run.worker && person.claim === null);
    const shards = groupBy(claimed, (change) => run.people.shardOf(change.person.anchor));
    const letGo = [...shards.values()].map((members) =>
      ports.ledger.write(members.map(({ etag, saved }) => ({ etag, saved, person: { ...saved, claim: null } }))),
    );
    await Promise.allSettled(letGo); // what cannot be let go runs out
    throw error;
  }
}

/** @returns the anchors of those who lost */
async function commit(changes: readonly Change[], run: Omit<Run, 'accounts'>, ports: CommitPorts): Promise<string[]> {
  const { ready, lost, awakened } = await settleWaitingReferences(changes, run, ports.ledger);
  if (awakened.length > 0) await ports.wake(awakened);
  const shards = groupBy(ready, (change) => run.people.shardOf(change.person.anchor));
  const losers = await Promise.all(
    [...shards].map(([shard, members]) => ports.ledger.commit(members, entryPackMaker(run, shard))),
  );
  return [...lost, ...losers.flat().map((change) => change.person.anchor)];
}
