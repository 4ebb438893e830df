/**
 * Whose account a reference points to. Each person is read once a round of an invocation, however many people of it refer to
 * that one. What is remembered may be out of date when it is used: that somebody has no account is asked once more when
 * whoever waits is put on that person's list, and whose account has become another one, of that everybody is told who refers
 * to it (`waitingReferences.ts`, `tellReferrers.ts`).
 */
import type { RealmStore } from '../../../store/jobs/realms';
import { type Link, sinceRestart } from '../../../store/people/people';
import type { PeopleStore } from '../../../store/people/peopleStore';
import type { JobContext } from '../../jobContext';
import type { AccountBoard } from '../accountBoard';

export interface ReferredAccount {
  readonly targetAnchor: string;
  /** Another job of the same directory has made it. */
  readonly elsewhere: boolean;
}

export interface ReferredAccounts {
  /** The account of the person with this source anchor; `undefined`: there is none yet. */
  of(anchor: string): Promise<ReferredAccount | undefined>;
}

interface Ports {
  readonly context: JobContext;
  readonly people: PeopleStore;
  readonly realms: Pick<RealmStore, 'jobsOf'>;
  readonly accounts: AccountBoard;
}

export function createReferredAccounts({ context, people, realms, accounts }: Ports): ReferredAccounts {
  const known = new Map<string, Promise<ReferredAccount | undefined>>();
  let neighbours: Promise<readonly string[]> | undefined;

  /** Being worked on here, or as stored. */
  async function own(anchor: string): Promise<Link | null> {
    const here = accounts.of(anchor);
    if (here !== undefined) return here;
    const stored = (await people.load(context.job.id, [anchor])).get(anchor);
    return stored === undefined ? null : sinceRestart(stored.person, context.job.generation).link;
  }

  async function otherJobs(): Promise<readonly string[]> {
    const jobIds = await realms.jobsOf(context.target.capabilities.realm);
    return jobIds.filter((jobId) => jobId !== context.job.id);
  }

  /** Where two jobs have given the person different accounts, nobody can tell which is meant. */
  async function elsewhere(anchor: string): Promise<Link | undefined> {
    neighbours ??= otherJobs();
    const links: Link[] = [];
    for (const jobId of await neighbours) {
      const link = (await people.load(jobId, [anchor])).get(anchor)?.person.link;
      if (link != null) links.push(link);
    }
    const [first, ...others] = links;
    return others.every(({ targetAnchor }) => targetAnchor === first?.targetAnchor) ? first : undefined;
  }

  async function find(anchor: string): Promise<ReferredAccount | undefined> {
    const link = await own(anchor);
    if (link !== null) return { targetAnchor: link.targetAnchor, elsewhere: false };
    const other = await elsewhere(anchor);
    return other && { targetAnchor: other.targetAnchor, elsewhere: true };
  }

  return {
    of(anchor) {
      const found = known.get(anchor) ?? find(anchor);
      known.set(anchor, found);
      return found;
    },
  };
}
