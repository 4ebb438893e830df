/**
 * What a target does not do although it answers with success: some values it never takes of some accounts. Which, is settled
 * when a value is written for the first time, and stays so.
 */
import type { AttributeChanges, Told } from '../../shared/targets/target';
import type { Value } from '../../shared/value';
import type { Chance } from './chance';

/** What other promises hang on is always taken. */
const MAY_STAY = new Set([
  'displayName',
  'jobTitle',
  'givenName',
  'surname',
  'department',
  'manager',
  'accountEnabled',
]);

export interface Stubborn {
  /** How probable it is that a value does not take, from now on. */
  untaken: number;
  /** Its answers say what it holds. */
  readonly tells: boolean;
}

export class Stubbornness {
  readonly #fates = new Map<string, boolean>();
  /** How often each value was written that does not take. */
  readonly writes = new Map<string, number>();

  constructor(
    private readonly chance: Chance,
    private readonly how: Stubborn,
  ) {}

  /** Of what is written, what takes. */
  taken(account: string, changes: AttributeChanges): AttributeChanges {
    return Object.fromEntries(Object.entries(changes).filter(([name, value]) => this.#takes(account, name, value)));
  }

  told(written: AttributeChanges, held: Readonly<Record<string, Value>>): Told {
    return this.how.tells ? Object.fromEntries(Object.keys(written).map((name) => [name, held[name] ?? null])) : {};
  }

  isUntaken(account: string, name: string, value: Value): boolean {
    return this.#fates.get(keyOf(account, name, value)) === false;
  }

  #takes(account: string, name: string, value: Value): boolean {
    if (!MAY_STAY.has(name) || (name === 'accountEnabled' && value !== false)) return true;
    const key = keyOf(account, name, value);
    const takes = this.#fates.get(key) ?? (this.how.untaken === 0 || !this.chance.happens(this.how.untaken));
    this.#fates.set(key, takes);
    if (!takes) this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
    return takes;
  }
}

const keyOf = (account: string, name: string, value: Value) => `${account} ${name} ${JSON.stringify(value)}`;
