/**
 * The path of any other run, without a write. People, links and accounts are read for real; what would be written is
 * remembered in here and told to whoever asks instead.
 */
import type { AccountOwnerStore } from '../../store/people/accountOwners';
import type { Change, LedgerStore } from '../../store/people/ledger';
import type { Link, Person, StoredPerson } from '../../store/people/people';
import type { PeopleStore } from '../../store/people/peopleStore';
import type { ReservedNames } from '../../store/people/reservedNames';
import type { JobContext } from '../jobContext';
import { unlinked } from '../jobs/rematchPerson';
import type { CommitPorts } from '../people/commitPeople';
import { dryRunTarget, plannedAnchor } from './dryRunTarget';

export interface DryRun {
  readonly context: JobContext;
  readonly people: PeopleStore;
  readonly names: ReservedNames;
  readonly owners: AccountOwnerStore;
  readonly commits: CommitPorts;
}

export interface DryRunOptions {
  /** Told of each person as a real run would have committed it. */
  committed(change: Change): void;
  /** Whether this person, who has no account, is going to get one by other means than this run. */
  willHaveAccount?(sourceAnchor: string): boolean;
  /** Whose link counts as forgotten. */
  readonly rematched?: string | undefined;
  /** Unique names used up before, and from now on (`dryRunTarget.ts`). */
  readonly names?: Set<string>;
}

export function dryRun(context: JobContext, people: PeopleStore, options: DryRunOptions): DryRun {
  const rows = new Map<string, Person>();
  const ledger: LedgerStore = {
    async commit(changes) {
      for (const change of changes) {
        rows.set(change.person.anchor, change.person);
        options.committed(change);
      }
      return { lost: [], refused: new Map(), packs: [] };
    },
    recordOnce: async () => new Map(),
    answers: async () => true,
    write: async (claimed) => claimed.map((one) => ({ ...one, etag: one.etag ?? '' })),
  };
  return {
    context: {
      ...context,
      target: dryRunTarget(context.target, options.names),
    },
    people: lookedAt(people, context.job.id, rows, options),
    names: { reserve: async () => true, isPromised: async () => false }, // the target remembers who got which
    owners: { register: async (_, anchor) => anchor },
    commits: { ledger, wake: async () => undefined, tellOfMoved: async () => undefined },
  };
}

/** Other workers' claims, and what the deletion guard holds of earlier operations, stand in nobody's way. */
function lookedAt(
  people: PeopleStore,
  ownJob: string,
  rows: ReadonlyMap<string, Person>,
  { willHaveAccount, rematched }: DryRunOptions,
): PeopleStore {
  const look = (stored: StoredPerson): StoredPerson => {
    const person = rows.get(stored.person.anchor) ?? asKnown(stored.person);
    return { etag: stored.etag, person, saved: person };
  };
  const asKnown = (known: Person): Person => {
    const person = known.anchor === rematched ? unlinked(known) : known;
    const link = person.link ?? (willHaveAccount?.(person.anchor) ? linkTo(person.anchor) : null);
    return { ...person, link, claim: null, held: null };
  };
  return {
    ...people,
    async load(jobId, anchors) {
      const loaded = await people.load(jobId, anchors);
      if (jobId !== ownJob) return loaded;
      return new Map([...loaded].map(([anchor, stored]) => [anchor, look(stored)]));
    },
  };
}

function linkTo(sourceAnchor: string): Link {
  return { targetAnchor: plannedAnchor(sourceAnchor), reportableIdentifier: '', displayName: '' };
}
