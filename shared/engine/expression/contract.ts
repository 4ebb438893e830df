/** What the expression language offers the rest of the engine. */
import type { Failure } from '../../errors';
import type { Value } from '../../value';

/** Everything an expression may ask that is not in the person's data; fixed for one evaluation, so results are repeatable. */
export interface EvaluationContext {
  /** What `Now()` gives, milliseconds since the epoch. */
  readonly now: number;
  readonly defaultDomain: string;
  /** `length` random bytes for RandomString and Guid. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** Whether the target holds this value already, as far as is known; SelectUniqueValue takes the first that is not. */
  readonly isTaken: (value: string) => boolean;
}

/** Reads one source attribute of the person at hand, by the exact text between the brackets. */
export type ReadAttribute = (name: string) => Value;

/** Why an expression text cannot be compiled: found when a mapping is saved, never at run time. */
export interface ExpressionFault {
  readonly kind: 'parse' | 'arity' | 'nesting';
  readonly message: string;
  /** 1-based column in the text. */
  readonly column: number;
  /** Of the word that is at fault, in UTF-16 code units: what an editor marks. 0 where something is missing at the end. */
  readonly length: number;
}

/** As it is found, word by word. */
export type FoundFault = Omit<ExpressionFault, 'length'>;

export type Evaluation =
  | { readonly kind: 'value'; readonly value: Value }
  /** The mapping is dropped from the flow: no write, no clear (IgnoreFlowIfNullOrEmpty, IgnoreAttributeFlow). */
  | { readonly kind: 'ignored' }
  /** The whole person is dropped (IgnoreObjectFlow). */
  | { readonly kind: 'ignoredObject' }
  | { readonly kind: 'failed'; readonly failure: Failure & { readonly column: number } };

export interface CompiledExpression {
  readonly text: string;
  /** Source attributes the expression mentions, each once, in order of appearance. */
  readonly attributes: readonly string[];
  /** True when the outermost call is SelectUniqueValue. */
  readonly selectsUniqueValue: boolean;
  /** True when some value passes through Redact, so that logs must show `[Redact]`. */
  readonly redacts: boolean;
  /** True when two evaluations may differ (RandomString, Guid, Now). */
  readonly volatile: boolean;
  evaluate(read: ReadAttribute, context: EvaluationContext): Evaluation;
}

export type Compilation =
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly faults: readonly ExpressionFault[] };
