/** What a person's account is to lose, and why: what an administrator goes by who allows or rejects it. */
import type { CompiledSchema } from '../schema/compileSchema';
import type { LeavingScopePlan } from './leavingScope';
import type { Disabling, FailedPlan, UpdatePlan } from './plan';

/** A plan that takes access away. */
export type Deprovisioning =
  | Extract<LeavingScopePlan, { kind: 'disable' | 'delete' }>
  | (UpdatePlan & { readonly disables: true })
  | (FailedPlan & { readonly disabling: Disabling });

export interface DeletionWish {
  readonly action: 'disable' | 'delete';
  /** A sentence that is the same for everybody who loses access for the same reason. */
  readonly reason: string;
}

/** The row that keeps it has room for more, and nobody reads more. */
const LONGEST_EXPRESSION = 200;

/** @param scoping why the person is not in scope; `undefined`: the person is, and the mapping disables the account */
export function deletionWish(
  plan: Deprovisioning,
  { enabledMapping }: Pick<CompiledSchema, 'enabledMapping'>,
  scoping: string | undefined,
): DeletionWish {
  const action = plan.kind === 'delete' ? 'delete' : 'disable';
  if (scoping !== undefined) return { action, reason: scoping };
  const text = enabledMapping?.expression?.text ?? '';
  const shown = text.length > LONGEST_EXPRESSION ? `${text.slice(0, LONGEST_EXPRESSION)}…` : text;
  const by = `The mapping of ${enabledMapping?.target ?? 'the enabled attribute'} disables the account: ${shown}.`;
  const isOmission = plan.kind === 'update' && plan.disabledByOmission;
  return { action, reason: isOmission ? `${by} The payload leaves out what it reads.` : by };
}
