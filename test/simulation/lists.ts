/**
 * The simulated directory asked for many at once. Its lists lag behind what was written, leave out one of many, fail as a
 * whole where each alone would not, and are so long under way that others have written and committed meanwhile.
 */
import { type FailureCode, ProvisioningError } from '../../shared/errors';
import type { Target, TargetUser } from '../../shared/targets/target';
import type { Chance } from './chance';

export interface ListTrouble {
  /** A search misses nobody; how an account is shown may be late all the same. */
  readonly missesCount: boolean;
  /** Longest way a list is behind, milliseconds. */
  readonly lagMs: number;
  /** How probable it is, per list, that one of many is left out. */
  leavesOut: number;
  /** How probable it is, per list, that it fails as a whole. */
  fails: number;
  /** No list can be made with `CHOKED` in it. */
  readonly chokes: boolean;
  /** Longest time an answer is under way beside the way there and back, milliseconds. */
  readonly lateMs: number;
}

/** Whom lists choke on, where they do. */
export const CHOKED = 'p2';
const FAILURES: readonly FailureCode[] = ['UnprocessableEntity', 'InternalServerError', 'Timeout'];

export interface Listed {
  readonly now: number;
  ids(): Iterable<string>;
  /** The account as it is; `undefined`: there is none. */
  show(id: string): TargetUser | undefined;
  ownerOf(id: string): string;
  /** One request about these people. */
  call<T>(what: string, owners: readonly string[], effect: () => T, lateMs: number): Promise<T>;
}

interface Past {
  readonly until: number;
  readonly shown: TargetUser | undefined;
}

/** What accounts were before they were changed. */
export class PastAccounts {
  readonly #past = new Map<string, Past[]>();

  constructor(private readonly now: Pick<Listed, 'now'>) {}

  /** To be called before the account is changed. */
  remember(id: string, shown: TargetUser | undefined): void {
    this.#past.set(id, [...(this.#past.get(id) ?? []), { until: this.now.now, shown }]);
  }

  /** The account as it was then. */
  at(id: string, then: number, now: TargetUser | undefined): TargetUser | undefined {
    const past = this.#past.get(id)?.find(({ until }) => until > then);
    return past === undefined ? now : past.shown;
  }

  ids(): Iterable<string> {
    return this.#past.keys();
  }
}

export function listsOf(
  trouble: ListTrouble,
  chance: Chance,
  past: PastAccounts,
  listed: Listed,
): Required<Pick<Target, 'together' | 'findMany' | 'readMany'>> {
  const lateMs = () => chance.whole(trouble.lateMs);

  function makeOrFail(owners: readonly string[]): void {
    const chokes = trouble.chokes && owners.includes(CHOKED);
    if (chokes || chance.happens(trouble.fails))
      throw new ProvisioningError(chance.pick(FAILURES), 'No list of these could be made.');
  }

  /** Everybody who is live in the list. */
  function everybody(): readonly TargetUser[] {
    const then = listed.now - chance.whole(trouble.lagMs);
    const ids = new Set([...listed.ids(), ...past.ids()]);
    return [...ids].flatMap((id) => past.at(id, then, listed.show(id)) ?? []).filter(({ softDeleted }) => !softDeleted);
  }

  const leftOut = (asked: readonly string[]) => (chance.happens(trouble.leavesOut) ? chance.pick(asked) : undefined);

  function holders(attribute: string, value: string, shown: readonly TargetUser[]): readonly TargetUser[] {
    const holds = ({ attributes }: TargetUser) => fold(attributes[attribute]) === fold(value);
    const late = shown.filter(holds);
    if (!trouble.missesCount) return late;
    const there = [...listed.ids()].flatMap((id) => listed.show(id) ?? []).filter(({ softDeleted }) => !softDeleted);
    return [...late, ...there.filter((user) => holds(user) && !late.some(({ anchor }) => anchor === user.anchor))];
  }

  return {
    together: { finds: 15, reads: 15, missesCount: trouble.missesCount },
    findMany: (attribute, values) =>
      listed.call(
        `find ${attribute} in ${values.join(' ')}`,
        values,
        () => {
          makeOrFail(values);
          const shown = everybody();
          const missing = trouble.missesCount ? undefined : leftOut(values);
          return new Map(
            values.map((value) => [value, value === missing ? [] : holders(attribute, value, shown)] as const),
          );
        },
        lateMs(),
      ),
    readMany: (ids) =>
      listed.call(
        `read of ${ids.join(' ')}`,
        ids.map((id) => listed.ownerOf(id)),
        () => {
          makeOrFail(ids.map((id) => listed.ownerOf(id)));
          const missing = leftOut(ids);
          return new Map(
            everybody().flatMap((user) =>
              ids.includes(user.anchor) && user.anchor !== missing ? [[user.anchor, user] as const] : [],
            ),
          );
        },
        lateMs(),
      ),
  };
}

const fold = (value: unknown) => String(value ?? '').toLowerCase();
