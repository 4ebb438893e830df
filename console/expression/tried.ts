/**
 * What a draft of a schema makes of one person, worked out here by the engine that will run it. The service says once what is
 * known of the person and what the account holds; while somebody types, nothing is asked.
 */
import { planChanges } from '../../shared/engine/person/changes';
import { explainPlan } from '../../shared/engine/person/explain';
import type { PlanContext } from '../../shared/engine/person/plan';
import { parseSchema, type SchemaFault, type SchemaWarning } from '../../shared/engine/review/parseSchema';
import { compileSchema } from '../../shared/engine/schema/compileSchema';
import type { ScopeVerdict } from '../../shared/engine/schema/scoping';
import type { SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import type { Subject } from '../rules/subject';

export interface Surroundings {
  /** What `DefaultDomain()` gives. */
  readonly defaultDomain: string;
  /** What `Now()` gives, milliseconds since the epoch. */
  readonly now: number;
  randomBytes(length: number): Uint8Array;
}

/** What one mapping makes of the person. */
export interface TriedValue {
  readonly target: string;
  /** Source attributes that the expression reads, with what the person has. */
  readonly reads: Readonly<Record<string, string | null>>;
  /** As the log prints it; `null` for no value. */
  readonly result: string | null;
  readonly reason: string;
  /** Why it gives no value, where it fails. */
  readonly failure: string | undefined;
  /** Another evaluation may give another value: chance, the moment, or what is taken in the target decides. */
  readonly isExample: boolean;
}

export type Trial =
  | { readonly ok: false; readonly faults: readonly SchemaFault[] }
  | {
      readonly ok: true;
      readonly warnings: readonly SchemaWarning[];
      readonly values: ReadonlyMap<string, TriedValue>;
      readonly scope: ScopeVerdict | undefined;
    };

/** @param subject nobody: the draft is judged alone */
export function tryDraft(draft: SynchronizationSchema, subject: Subject | undefined, around: Surroundings): Trial {
  const parsing = parseSchema(draft);
  if (!parsing.ok) return { ok: false, faults: parsing.faults };
  const compiled = compileSchema(parsing.schema);
  if (subject === undefined) return { ok: true, warnings: parsing.warnings, values: new Map(), scope: undefined };
  const { data } = subject;
  const plan = planChanges(compiled, data, undefined, contextOf(around));
  const failures = plan.kind === 'failed' ? plan.failures : [];
  const values = explainPlan(compiled, data, undefined, plan).map((explanation, index): [string, TriedValue] => {
    const { target, sourceValues, result, reason } = explanation;
    const expression = compiled.mappings[index]?.expression;
    const value: TriedValue = {
      target,
      reads: sourceValues,
      result,
      reason,
      failure: failures.find(({ attribute }) => attribute === target)?.message,
      isExample: expression?.volatile === true || expression?.selectsUniqueValue === true,
    };
    return [target, value];
  });
  return { ok: true, warnings: parsing.warnings, values: new Map(values), scope: compiled.judgeScope(data) };
}

/** Nothing is known to be taken here: the service asks the target when it provisions. */
const contextOf = ({ defaultDomain, now, randomBytes }: Surroundings): PlanContext => ({
  defaultDomain,
  now,
  randomBytes,
  isTaken: () => false,
});

/** The faults of one mapping of the draft, by the place they name. */
export function faultsOfMapping(faults: readonly SchemaFault[], index: number): readonly SchemaFault[] {
  const place = new RegExp(`\\.attributeMappings\\[${index}\\](?:\\.|$)`);
  return faults.filter(({ path }) => place.test(path));
}
