/**
 * The provisioning of one person as data: what the engine is told, and what it decides. Nothing here does anything.
 *
 * The pipeline asks in this order, and does all reading and writing itself:
 *
 * ```
 * const compiled = compileSchema(schema);                          // once per schema version, cached
 * const data     = canonicalUser(operation.data);                  // shared/scim/canonical
 * const keys     = matchKeys(compiled, data, context);             // only where no link exists; may end in ImportSkipped
 * const verdict  = compiled.judgeScope(data);
 * const match    = decideMatch(key, target.find(key), …);          // key by key, until one decides
 * const plan     = planChanges(compiled, data, account, context);  // account undefined: create
 *                                                                  // a linked person out of scope: planLeavingScope
 * … write what the plan says, then its references …
 * const why      = explainPlan(compiled, data, account, plan);     // only when somebody asks
 * ```
 *
 * Everything that may go wrong with one person is part of the answer; none of these functions throws.
 */
import type { Failure } from '../../errors';
import type { Value } from '../../value';
import type { CompiledMapping } from '../schema/compileMapping';

/** What expressions may ask beside the person's data; fixed for one person, so that planning twice gives the same plan. */
export interface PlanContext {
  /** What `Now()` gives, milliseconds since the epoch. */
  readonly now: number;
  /** What `DefaultDomain()` gives. */
  readonly defaultDomain: string;
  /** `length` random bytes for RandomString and Guid. */
  readonly randomBytes: (length: number) => Uint8Array;
  /**
   * Whether `value` is known to be taken for the target attribute. SelectUniqueValue picks the first that is not; the
   * pick is listed in the plan's `uniqueValues`, to be checked against the target and reserved before it is written.
   * One that turns out to be taken is remembered here and the person is planned again.
   */
  readonly isTaken: (attribute: string, value: string) => boolean;
  /** Which mappings flow into an account that is there; without it all do, as into a new one. */
  readonly flow?: Flow;
  /** The person is back in scope, and leaving it took the account's access. */
  readonly returns?: boolean;
  /** Whether this difference was written before, with success, and did not take: then it is left. Without it nothing is. */
  readonly isLeft?: (mapping: CompiledMapping, wanted: Value, held: Value) => boolean;
}

/**
 * Keys of the entries that this attempt is about (spec/payload.md 2): a mapping that reads any of them flows, and so does one
 * that reads nothing from the source. The others are not evaluated: they neither write nor fail.
 */
export type Flow = ReadonlySet<string>;

/** The account as it is in the target now. `TargetUser` (shared/targets/target.ts) fits. */
export interface CurrentAccount {
  /** Target attribute name to typed value; an absent key means no value. References hold a target anchor. */
  readonly attributes: Readonly<Record<string, Value>>;
}

/** One line of the log's modified properties, printed and redacted. */
export interface ModifiedProperty {
  /** Target attribute name. */
  readonly name: string;
  readonly oldValue: string | null;
  /** `null`: the value is cleared. */
  readonly newValue: string | null;
}

/**
 * A reference the person should hold. The pipeline looks the source anchor up among the links, compares the target
 * anchor with `account.attributes[attribute]`, and writes it when they differ, after the account itself is written.
 */
export interface PlannedReference {
  /** Target attribute name, such as `manager`. */
  readonly attribute: string;
  /** Source anchor of the person referred to; `null` takes the reference away. */
  readonly sourceAnchor: string | null;
}

/** A value SelectUniqueValue picked and the plan writes: check it against the target and reserve it before the write. */
export interface UniqueValue {
  readonly attribute: string;
  readonly value: string;
}

/** What came of one mapping, before it is compared with the account. */
export type MappingState =
  /** `value` flows (possibly a default value, see `usedDefault`). */
  | 'value'
  /** Null flow: the account's value is to be cleared. */
  | 'clear'
  /** The mapping applies at creation only, and this is an update. */
  | 'creationOnly'
  /** The attempt is not about anything it reads. */
  | 'unmentioned'
  /** IgnoreFlowIfNullOrEmpty or IgnoreAttributeFlow took it out of the flow. */
  | 'ignored'
  /** The source has no value and nothing says to clear the account's. */
  | 'empty'
  /** It decides whether the account is enabled, and all that it reads is blank: that neither gives nor takes access. */
  | 'unsaid'
  /** Evaluation or conversion failed; see `failures`. */
  | 'failed';

/** A person mapped to target values. The arrays run parallel to `CompiledSchema.mappings`. */
export interface MappedUser {
  readonly action: 'create' | 'update';
  readonly states: readonly MappingState[];
  /** Converted to the target attribute's type; `null` unless the state is `value`. */
  readonly values: readonly Value[];
  /** Indexes of mappings whose value is a default value. */
  readonly defaulted: readonly number[];
  readonly failures: readonly Failure[];
  /** IgnoreObjectFlow dropped the whole person. */
  readonly dropped: boolean;
}

/** Why nothing is written, as `SkipReason` in the log. */
export type SkipReason =
  /** Source and target already match. */
  | 'RedundantExport'
  /** The target object action (`flowTypes`) that would be needed is switched off. */
  | 'ActionDisabled'
  /** A mapping dropped the person with IgnoreObjectFlow. */
  | 'ObjectIgnored'
  /** Somebody without an account is disabled in the source, and a creation lacks what it requires. */
  | 'NothingToDisable';

interface Planned {
  readonly mapped: MappedUser;
  /** Set after the account is written; also to be looked at when nothing else changes. */
  readonly references: readonly PlannedReference[];
  /** What differs, did not take when it was written before, and is not written again. */
  readonly left: readonly ModifiedProperty[];
}

/**
 * The part of a plan that takes access away, by itself: it is written even if the rest is refused (spec/payload.md 5.1).
 */
export interface Disabling {
  readonly changes: Readonly<Record<string, Value>>;
  readonly modified: readonly ModifiedProperty[];
}

export interface CreatePlan extends Planned {
  readonly kind: 'create';
  /** Never contains references. */
  readonly attributes: Readonly<Record<string, Value>>;
  readonly modified: readonly ModifiedProperty[];
  readonly uniqueValues: readonly UniqueValue[];
  /** The account is created disabled, although the payload has no value for any attribute that decides it. */
  readonly disabledByOmission: boolean;
}

export interface UpdatePlan extends Planned {
  readonly kind: 'update';
  /** Only what differs; `null` clears. Never contains references. */
  readonly changes: Readonly<Record<string, Value>>;
  readonly modified: readonly ModifiedProperty[];
  readonly uniqueValues: readonly UniqueValue[];
  /** The account is enabled (or does not say) and will be disabled: counts for the deletion guard. */
  readonly disables: boolean;
  /** Set where the plan disables the account and changes other attributes too. */
  readonly disabling: Disabling | undefined;
  /** The account is disabled and will be enabled. */
  readonly enables: boolean;
  /** `disables`, although the payload has no value for any attribute that decides it (docs/mappings.md). */
  readonly disabledByOmission: boolean;
}

export interface NothingPlan extends Planned {
  readonly kind: 'nothing';
  readonly skip: SkipReason;
  /** Shown word for word in the provisioning step. */
  readonly reason: string;
}

export interface FailedPlan extends Planned {
  readonly kind: 'failed';
  /** At least one. The first is the one to report; all are shown. */
  readonly failures: readonly [Failure, ...Failure[]];
  /** What would have been written (log: "what was attempted"). */
  readonly modified: readonly ModifiedProperty[];
  /** Set where the person is to lose access all the same: the mappings that failed say nothing about that. */
  readonly disabling: Disabling | undefined;
}

export type Plan = CreatePlan | UpdatePlan | NothingPlan | FailedPlan;
