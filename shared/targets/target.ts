/**
 * What Muster asks of a directory it provisions into. Attribute names are the schema's target names (spec/wire-contract.md
 * 4.6), never the directory's own; each target translates. Everything that goes wrong is thrown as a `ProvisioningError`
 * with a code of the closed set; a target never retries on its own what the queue would retry anyway, except to honour a
 * short `Retry-After`. One contract suite (`test/contracts/targets/`) holds every target to this file.
 */
import type { AttributeDefinition } from '../engine/synchronizationSchema';
import type { Value } from '../value';

/** Target attribute name to typed value; an absent key means no value. References hold the target anchor they point to. */
export type TargetAttributes = Readonly<Record<string, Value>>;

export interface TargetUser {
  /** The target's immutable id of the account: Entra's object id, AD's objectGUID, a SCIM id. */
  readonly anchor: string;
  /** What people call the account in a log: the UPN, userName or DN. */
  readonly reportableIdentifier: string;
  readonly displayName: string;
  readonly attributes: TargetAttributes;
  /** True when the account lies in the target's recycle bin. */
  readonly softDeleted: boolean;
  /**
   * It was asked for together with others (`gathered.ts`), and lists may be late: whoever finds it other than it should be
   * asks for it alone before anything is written, held or told.
   */
  readonly listed?: true;
}

export interface TargetCapabilities {
  /** Shown in logs and the schema: `Azure Active Directory`, `Active Directory`, … */
  readonly displayName: string;
  /** Names the directory: targets of the same realm write into the same one, whichever jobs they belong to. */
  readonly realm: string;
  /** How the account is enabled and disabled: the attribute, and its value when enabled. */
  readonly enabledAttribute: { readonly name: string; readonly whenEnabled: boolean };
  /** Deleted accounts can be restored with `restore`. */
  readonly softDelete: boolean;
  /** Attributes that hold references (`manager`): never part of a create or update, set with `setReference`. */
  readonly referenceAttributes: readonly string[];
  /** Attributes that must be unique within the account's container only, which another attribute names (`cn`). */
  readonly uniqueWithin?: { readonly container: string; readonly attributes: readonly string[] };
  /** Values are compared without case when the target looks them up. */
  readonly caseInsensitiveLookup: boolean;
  /**
   * Two creates with the same key make one account, however they race. Where this is false, whoever creates has to see to
   * it beforehand that nobody else does (`pipeline/person/claims.ts`).
   */
  readonly createsOnce: boolean;
  /**
   * How long after a write another reader may still be told that there is no such account, in milliseconds. Absent: what is
   * written is there for everybody.
   */
  readonly readLagMs?: number;
  /** Needs an agent near it: uploads wait while none is active. */
  readonly needsAgent: boolean;
}

/** The container that the value must be unique in; `undefined`: in the whole directory, or in the target's default container. */
export function containerFor(
  attribute: string,
  attributes: TargetAttributes,
  { uniqueWithin }: Pick<TargetCapabilities, 'uniqueWithin'>,
): string | undefined {
  if (uniqueWithin?.attributes.includes(attribute) !== true) return undefined;
  const container = attributes[uniqueWithin.container];
  return typeof container === 'string' ? container : undefined;
}

/** New values of attributes; `null` clears. Never contains references. */
export type AttributeChanges = Readonly<Record<string, Value>>;

/**
 * What the target itself says, in its answer to a write, that it now holds of what was written; by attribute of that write,
 * in the form `read` gives. `null`: it holds no value. An attribute that is absent was not spoken of (an answer without a
 * body, or with few attributes): only the next read tells. Never a guess from what was sent.
 *
 * Whoever wrote compares: a value that comes back otherwise did not take, although the write was answered with success.
 */
export type Told = Readonly<Record<string, Value>>;

/** The answer of a target that does not speak of what it holds. */
export const NOTHING_TOLD: Told = {};

export interface CreatedUser extends TargetUser {
  readonly told: Told;
}

/** The account was made by an earlier call, perhaps with other values. Nothing was changed now. */
export class CreatedBefore extends Error {
  /** @param anchor of that account */
  constructor(readonly anchor: string) {
    super(`The account '${anchor}' was created for this person before.`);
    this.name = 'CreatedBefore';
  }
}

/** What a job is going to do in its target, as far as its schema tells. */
export interface IntendedUse {
  /** What people are looked up by. */
  readonly matchAttribute?: string | undefined;
  /** Attributes that are written. */
  readonly written?: readonly string[];
}

/** How well whoever asks for an account must know. */
export interface Asking {
  /**
   * Nothing was written to the account lately, so it may be asked for together with others (`pipeline/person/looks.ts`);
   * else it is asked for alone.
   */
  readonly settled: boolean;
}

export const ALONE: Asking = { settled: false };

/** Look-ups that a target makes in one request. */
export interface Together {
  /** Most of each in one request; 0: none. */
  readonly finds: number;
  readonly reads: number;
  /** A miss is as good as one of `find`; otherwise whoever is missed is asked for alone. */
  readonly missesCount: boolean;
}

export interface Target {
  readonly capabilities: TargetCapabilities;

  /** Absent: each look-up is a request. What is asked for in one is gathered by `gathered.ts`, in front of the target. */
  readonly together?: Together;

  /** Live accounts whose `attribute` equals `value`; more than two need not be listed. Accounts in the recycle bin are not found. */
  find(attribute: string, value: string, wanted: readonly string[], asking?: Asking): Promise<readonly TargetUser[]>;

  /**
   * The same for many values, where `together` says so: by value as given, each with what `find` would give. A value that is
   * absent from the answer is not answered, and is to be asked for alone: always where there may be more accounts than are told.
   */
  findMany?(
    attribute: string,
    values: readonly string[],
    wanted: readonly string[],
  ): Promise<ReadonlyMap<string, readonly TargetUser[]>>;

  /** The account, also when it lies in the recycle bin; `undefined` when it is gone for good. */
  read(anchor: string, wanted: readonly string[], asking?: Asking): Promise<TargetUser | undefined>;

  /** Live accounts by their anchors, as given. One that is absent may lie in the recycle bin, or anywhere: only `read` tells. */
  readMany?(anchors: readonly string[], wanted: readonly string[]): Promise<ReadonlyMap<string, TargetUser>>;

  /**
   * Creates the account with a generated initial password that is kept nowhere.
   *
   * @param key names this creation, for targets that create once; without one it is a creation like no other
   * @throws {CreatedBefore} when a create with this key has made an account already, which is there or in the recycle bin
   * @throws {ProvisioningError} EntryConflict with `attribute` naming the value that is taken; MandatoryFieldsMissing; InvalidDomain; …
   */
  create(attributes: TargetAttributes, key?: string): Promise<CreatedUser>;

  /**
   * A value that is cleared ends as what the target means by none (`accountExpires`: never), whether or not it can be empty.
   *
   * @throws {ProvisioningError} InvalidAnchor when the account is gone
   */
  update(anchor: string, changes: AttributeChanges): Promise<Told>;

  /** Soft-deletes where the target can, otherwise deletes for good. An account already deleted is fine. */
  delete(anchor: string): Promise<void>;

  /** Takes the account out of the recycle bin. @throws {ProvisioningError} InvalidAnchor when it is not there */
  restore(anchor: string): Promise<void>;

  /** Points `attribute` at another account, or at none. @throws {ProvisioningError} InvalidAnchor, ReferenceNotFound */
  setReference(anchor: string, attribute: string, referencedAnchor: string | null): Promise<Told>;

  /**
   * Whether any account, live or not, holds this value of a unique attribute.
   *
   * @param container where to look for those of `uniqueWithin`; the target's own default without one
   */
  isTaken(attribute: string, value: string, container?: string): Promise<boolean>;

  /** What `DefaultDomain()` gives. */
  defaultDomain(): Promise<string>;

  /**
   * Does what the job will do first, and writes nothing: whoever passes can be matched.
   *
   * @param matchAttribute what people are looked up by; without it, what the target's accounts are called
   * @param written attributes that are going to be written: rights to them that can be told without writing are looked at
   * @throws {ProvisioningError} InvalidCredentials, EndpointUnavailable, whatever `find` throws, …
   */
  testConnection(matchAttribute?: string, written?: readonly string[]): Promise<void>;

  /** The attributes the target knows, read from the target itself where it can tell; `undefined` where it cannot. */
  discover(): Promise<readonly AttributeDefinition[] | undefined>;

  /** Releases connections. The target is not used afterwards. */
  close(): Promise<void>;
}
