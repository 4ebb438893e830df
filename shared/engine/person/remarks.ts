/** What an administrator should hear of a plan although nothing is wrong with it: told in the log and in the plan of an upload. */
import type { JsonObject } from '../../scim/json';
import { type CompiledMapping, readsNothing } from '../schema/compileMapping';
import type { CompiledSchema } from '../schema/compileSchema';
import type { CreatePlan, UpdatePlan } from './plan';

export interface Remark {
  readonly code: 'DisablesWhenOmitted' | 'WritesWhenNothingIsKnown' | 'PasswordNotProvisioned';
  readonly message: string;
}

export function remarksOn(
  compiled: CompiledSchema,
  data: JsonObject,
  plan: CreatePlan | UpdatePlan,
): readonly Remark[] {
  const written = plan.kind === 'create' ? plan.attributes : plan.changes;
  const remarks: Remark[] = plan.disabledByOmission ? [OMISSION] : [];
  compiled.mappings.forEach((mapping, index) => {
    const tellsOfAccess = plan.disabledByOmission && mapping === compiled.enabledMapping;
    const isValue = plan.mapped.states[index] === 'value' && !plan.mapped.defaulted.includes(index);
    if (isValue && !tellsOfAccess && mapping.target in written && knowsNothing(mapping, data))
      remarks.push(madeUp(mapping));
    if (mapping.isPassword && plan.kind === 'create') remarks.push(passwordOf(mapping));
  });
  return remarks;
}

const OMISSION: Remark = {
  code: 'DisablesWhenOmitted',
  message:
    'The source has no value for the attribute that enables the account, and the mapping reads that as disabled. ' +
    'Send the attribute, or let the mapping give IgnoreAttributeFlow where it has no value.',
};

function knowsNothing(mapping: CompiledMapping, data: JsonObject): boolean {
  return mapping.sources.length > 0 && readsNothing(mapping, data);
}

function madeUp({ target, sources, expression }: CompiledMapping): Remark {
  const names = sources.map(({ name }) => name).join(', ');
  const message = `${target} is written although ${names} has no value: ${expression?.text} makes something of nothing.`;
  return { code: 'WritesWhenNothingIsKnown', message };
}

function passwordOf({ target, expression }: CompiledMapping): Remark {
  const message = `${expression?.text ?? 'The default value'} does not flow into ${target}: passwords are generated, never provisioned.`;
  return { code: 'PasswordNotProvisioned', message };
}
