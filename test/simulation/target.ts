/**
 * A directory without mercy: no attribute is unique, so two creates make two accounts, but for those of one key where it
 * heeds keys (see `test/support/forgetful.ts`). It may fail before or after it
 * did what it was asked, throttle, answer late, do it after the asker has given up, be gone, or say that it did what it did
 * not. A request that has left
 * its process is carried out whatever becomes of that process.
 */
import { type FailureCode, ProvisioningError } from '../../shared/errors';
import {
  type AttributeChanges,
  CreatedBefore,
  type CreatedUser,
  type Target,
  type TargetAttributes,
  type TargetUser,
  type Told,
} from '../../shared/targets/target';
import type { Value } from '../../shared/value';
import type { Chance } from './chance';
import type { Chronicle } from './chronicle';
import { type Listed, type ListTrouble, listsOf, PastAccounts } from './lists';
import type { Actor, Scheduler } from './scheduler';
import { Stubbornness } from './stubbornness';

export interface Account {
  readonly id: string;
  readonly attributes: Record<string, TargetAttributes[string]>;
  deleted: boolean;
}

export interface TargetTrouble {
  /** Per call. */
  faults: number;
  /** Longest way there and back, milliseconds. */
  latencyMs: number;
  isGone: boolean;
  /** Values that never take, though they are answered with success. */
  untaken: number;
  readonly tells: boolean;
  /** Away for minutes, whatever the weather. */
  isAbsent: boolean;
  readonly refusesReferences: boolean;
  /** How lists are; `undefined`: it is asked for one at a time. */
  readonly lists: ListTrouble | undefined;
}

/** People of this domain are refused, now and ever. */
export const REFUSED_DOMAIN = '@refused.example';
/** The person whose manager is never taken, where the target refuses references. */
export const REFUSED_REFERRER = 'p1';
/** How late a request may still be carried out that its sender has given up, milliseconds. */
const LATEST_MS = 5_000;

type Fault = 'refused' | 'unanswered' | 'late' | 'throttled';
const FAULTS: readonly Fault[] = ['refused', 'unanswered', 'late', 'throttled'];
const SAYS: Readonly<Record<Fault, FailureCode>> = {
  refused: 'EndpointUnavailable',
  unanswered: 'Timeout',
  late: 'Timeout',
  throttled: 'TooManyRequests',
};

export interface RefusedCall {
  readonly owner: string;
  readonly attribute: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export class SimulatedTarget {
  readonly accounts = new Map<string, Account>();
  /** Source anchors of people whose calls went wrong through no fault of theirs or Muster's. */
  readonly afflicted = new Set<string>();
  readonly #actor: Actor;
  readonly #stubbornness: Stubbornness;
  /** Accounts by the key they were created with. */
  readonly #created = new Map<string, string>();
  readonly #past: PastAccounts;
  #made = 0;
  /** References that were refused, in order. */
  readonly refusedReferences: RefusedCall[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
    private readonly trouble: TargetTrouble,
    private readonly chronicle: Chronicle,
  ) {
    this.#actor = scheduler.actor('target');
    this.#stubbornness = new Stubbornness(chance, trouble);
    this.#past = new PastAccounts(scheduler);
    if (trouble.lists !== undefined)
      Object.assign(this.port, listsOf(trouble.lists, chance, this.#past, this.#listed()));
  }

  #listed(): Listed {
    const { scheduler } = this;
    return {
      get now() {
        return scheduler.now;
      },
      ids: () => this.accounts.keys(),
      show: (id) => this.#show(this.accounts.get(id)),
      ownerOf: (id) => this.ownerOf(id),
      call: (what, owners, effect, lateMs) => this.#call(what, owners, effect, true, lateMs),
    };
  }

  /** Lists go on showing the account as it is now. To be called before it is changed. */
  remember(id: string): void {
    this.#past.remember(id, this.#show(this.accounts.get(id)));
  }

  /** An account that was there before Muster came. */
  found(attributes: Account['attributes']): void {
    this.#made += 1;
    const id = `found-${this.#made}`;
    this.accounts.set(id, { id, attributes, deleted: false });
  }

  /** Whether the account was never to take this value, although it was written. */
  isUntaken(id: string, name: string, value: Value): boolean {
    return this.#stubbornness.isUntaken(id, name, value);
  }

  /** How often each value was written that does not take. */
  get untakenWrites(): ReadonlyMap<string, number> {
    return this.#stubbornness.writes;
  }

  /** The target as any process calls it. */
  readonly port: Target = {
    capabilities: {
      displayName: 'Simulated Directory',
      realm: 'simulated',
      enabledAttribute: { name: 'accountEnabled', whenEnabled: true },
      softDelete: true,
      referenceAttributes: ['manager'],
      caseInsensitiveLookup: true,
      createsOnce: true,
      needsAgent: false,
    },
    find: (attribute, value) => this.#call(`find ${attribute}=${value}`, value, () => this.#find(attribute, value)),
    read: (id) => this.#call(`read ${id}`, this.ownerOf(id), () => this.#show(this.accounts.get(id))),
    create: (attributes, key) => {
      const owner = String(attributes.employeeId);
      return this.#call(`create ${owner} ${attributes.jobTitle}`, owner, () => this.#create(attributes, key));
    },
    update: (id, changes) => {
      const owner = this.ownerOf(id);
      const asked = {
        anchor: owner,
        askedAt: this.scheduler.now,
        held: this.chronicle.heldOf(owner),
        ...this.chronicle.other(owner),
      };
      return this.#call(`update ${id} ${JSON.stringify(changes)}`, owner, () => {
        const wasEnabled = this.accounts.get(id)?.attributes.accountEnabled === true;
        const told = this.#update(id, changes);
        const isEnabled = this.accounts.get(id)?.attributes.accountEnabled === true;
        if (wasEnabled && !isEnabled) this.chronicle.disabled({ ...asked, doneAt: this.scheduler.now });
        if (!wasEnabled && isEnabled) this.chronicle.enabledAgain.add(owner);
        if (isEnabled && changes.accountEnabled === false) this.afflicted.add(owner); // no fault of theirs or Muster's
        return told;
      });
    },
    delete: (id) => this.#call(`delete ${id}`, this.ownerOf(id), () => this.#setDeleted(id, true)),
    restore: (id) => this.#call(`restore ${id}`, this.ownerOf(id), () => this.#setDeleted(id, false)),
    setReference: (id, attribute, referenced) =>
      this.#call(`refer ${id} ${attribute}=${referenced}`, this.ownerOf(id), () =>
        this.#refer(id, attribute, referenced),
      ),
    isTaken: (attribute, value) =>
      // Never goes wrong: nobody could tell whom it concerned.
      this.#call(`taken ${attribute}=${value}`, '', () => this.#holders(attribute, value).length > 0, false),
    defaultDomain: async () => 'adatum.example',
    testConnection: () => this.#call('test', '', () => undefined),
    discover: async () => undefined,
    close: async () => undefined,
  };

  /** The source anchor of the person an account was made for. */
  ownerOf(id: string): string {
    return String(this.accounts.get(id)?.attributes.employeeId ?? '');
  }

  #call<T>(what: string, owners: string | readonly string[], effect: () => T, mayFail = true, lateMs = 0): Promise<T> {
    const { scheduler, chance, trouble } = this;
    const caller = scheduler.current;
    const fault = mayFail ? this.#drawFault() : undefined;
    const way = () => chance.whole(trouble.latencyMs);
    if (fault !== undefined) for (const owner of [owners].flat()) this.afflicted.add(owner);
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void) => scheduler.post(caller, settle, way() + lateMs);
      const refuse = (error: unknown) => answer(() => reject(error));
      scheduler.post(
        this.#actor,
        () => {
          scheduler.note(`${what} for ${caller.name}${fault === undefined ? '' : `: ${fault}`}`);
          if (fault === 'late')
            scheduler.post(this.#actor, () => this.#carryOut(what, effect), chance.whole(LATEST_MS));
          try {
            const result = fault === undefined || fault === 'unanswered' ? effect() : undefined;
            if (fault === undefined) answer(() => resolve(result as T));
          } catch (error) {
            return refuse(error);
          }
          if (fault !== undefined) refuse(this.#complaint(fault));
        },
        way(),
      );
    });
  }

  #drawFault(): Fault | undefined {
    if (this.trouble.isGone || this.trouble.isAbsent) return 'refused';
    return this.chance.happens(this.trouble.faults) ? this.chance.pick(FAULTS) : undefined;
  }

  #complaint(fault: Fault): ProvisioningError {
    const retryAfterMs = fault === 'throttled' ? this.chance.between(1, 60) * 1_000 : undefined;
    return new ProvisioningError(SAYS[fault], `The directory had a bad moment (${fault}).`, {
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }

  /** Nobody waits for it any more. */
  #carryOut(what: string, effect: () => unknown): void {
    this.scheduler.note(`${what}, late`);
    try {
      effect();
    } catch (error) {
      if (!(error instanceof ProvisioningError || error instanceof CreatedBefore)) throw error;
    }
  }

  #find(attribute: string, value: string): readonly TargetUser[] {
    return this.#holders(attribute, value)
      .filter(({ deleted }) => !deleted)
      .map((account) => show(account));
  }

  /** Those in the recycle bin, too. */
  #holders(attribute: string, value: string): readonly Account[] {
    const wanted = value.toLowerCase();
    return [...this.accounts.values()].filter(
      ({ attributes }) => String(attributes[attribute] ?? '').toLowerCase() === wanted,
    );
  }

  #show(account: Account | undefined): TargetUser | undefined {
    return account && show(account);
  }

  #create(attributes: TargetAttributes, key: string | undefined): CreatedUser {
    checkDomain(attributes);
    const before = key === undefined ? undefined : this.#created.get(key);
    if (before !== undefined) throw new CreatedBefore(before);
    this.#made += 1;
    const id = `account-${this.#made}`;
    const taken = this.#stubbornness.taken(id, attributes);
    const isEnabled = taken.accountEnabled === undefined && attributes.accountEnabled === false;
    if (isEnabled) this.afflicted.add(String(attributes.employeeId));
    const account: Account = {
      id,
      attributes: { ...taken, ...(isEnabled && { accountEnabled: true }) },
      deleted: false,
    };
    this.remember(id);
    this.accounts.set(account.id, account);
    if (key !== undefined) this.#created.set(key, account.id);
    return { ...show(account), told: this.#stubbornness.told(attributes, account.attributes) };
  }

  #update(id: string, changes: AttributeChanges): Told {
    const account = this.#existing(id);
    checkDomain(changes);
    this.remember(id);
    for (const [name, value] of Object.entries(this.#stubbornness.taken(id, changes))) {
      if (value === null) delete account.attributes[name];
      else account.attributes[name] = value;
    }
    return this.#stubbornness.told(changes, account.attributes);
  }

  /** Whoever refuses it says so of everybody's; only one person is asked about. */
  #refer(id: string, attribute: string, referenced: string | null): Told {
    const owner = this.ownerOf(id);
    if (this.trouble.refusesReferences && owner === REFUSED_REFERRER) {
      this.refusedReferences.push({ owner, attribute, at: this.scheduler.now });
      throw new ProvisioningError('NotPermitted', 'Managers may not be written.', { attribute });
    }
    if (referenced !== null) this.#existing(referenced);
    return this.#update(id, { [attribute]: referenced });
  }

  /** Gone for good, by hand. Whatever becomes of the person until it is noticed is no fault of theirs or Muster's. */
  lose(id: string): void {
    this.afflicted.add(this.ownerOf(id));
    this.scheduler.note(`loses ${id}`, this.#actor);
    this.remember(id);
    this.accounts.delete(id);
    for (const [key, made] of this.#created) if (made === id) this.#created.delete(key);
  }

  #setDeleted(id: string, deleted: boolean): void {
    const account = this.#existing(id);
    this.remember(id);
    account.deleted = deleted;
  }

  #existing(id: string): Account {
    const account = this.accounts.get(id);
    if (account === undefined) throw new ProvisioningError('InvalidAnchor', `There is no account ${id}.`);
    return account;
  }
}

function checkDomain({ userPrincipalName }: AttributeChanges): void {
  if (!String(userPrincipalName ?? '').endsWith(REFUSED_DOMAIN)) return;
  throw new ProvisioningError('InvalidDomain', 'The domain is not verified.', { attribute: 'userPrincipalName' });
}

function show({ id, attributes, deleted }: Account): TargetUser {
  return {
    anchor: id,
    reportableIdentifier: String(attributes.userPrincipalName),
    displayName: String(attributes.displayName),
    attributes: { ...attributes },
    softDeleted: deleted,
  };
}
