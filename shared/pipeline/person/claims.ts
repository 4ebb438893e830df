/**
 * Claims of people of one shard, provisioned side by side, taken together: one transaction instead of one write a person.
 *
 * A claim is written before a create, so that two workers never both create one person's account (I3). People join the
 * round before they start; when everybody still in it either waits for a claim or has said that it needs none (for now),
 * the waiting claims are written. So nobody may wait for somebody else in the round without having passed first.
 */
import type { LedgerStore } from '../../store/people/ledger';
import type { StoredPerson } from '../../store/people/people';

export interface ClaimTicket {
  /** @returns the person with the claim written; `undefined` when somebody else changed the person meanwhile */
  take(claiming: StoredPerson): Promise<StoredPerson | undefined>;
  /** The same without waiting for the others: for what is not to be left as it is until they have decided. */
  takeAtOnce(claiming: StoredPerson): Promise<StoredPerson | undefined>;
  /** "Do not wait for me." May be said again, and may be followed by another `take`. */
  pass(): void;
}

interface Waiting {
  readonly claiming: StoredPerson;
  resolve(taken: StoredPerson | undefined): void;
  reject(error: unknown): void;
}

export interface ClaimRound {
  join(): ClaimTicket;
}

export function createClaimRound(ledger: Pick<LedgerStore, 'write'>): ClaimRound {
  const undecided = new Set<ClaimTicket>();
  let waiting: Waiting[] = [];

  function flushWhenAllDecided(): void {
    if (undecided.size > 0 || waiting.length === 0) return;
    const round = waiting;
    waiting = [];
    void write(round);
  }

  async function write(members: readonly Waiting[]): Promise<void> {
    try {
      const written = await ledger.write(members.map((member) => member.claiming));
      for (const [index, member] of members.entries()) {
        const result = written[index];
        if (result instanceof Error) member.reject(result);
        else member.resolve(result);
      }
    } catch (error) {
      for (const member of members) member.reject(error);
    }
  }

  return {
    join() {
      const ticket: ClaimTicket = {
        take(claiming) {
          const taken = new Promise<StoredPerson | undefined>((resolve, reject) => {
            waiting.push({ claiming, resolve, reject });
          });
          ticket.pass();
          return taken.finally(() => undecided.add(ticket));
        },
        async takeAtOnce(claiming) {
          const [result] = await ledger.write([claiming]);
          if (result instanceof Error) throw result;
          return result;
        },
        pass() {
          undecided.delete(ticket);
          flushWhenAllDecided();
        },
      };
      undecided.add(ticket);
      return ticket;
    },
  };
}
