/**
 * The "Attribute Mapping" step of on-demand provisioning (seed 002, "Debugging Attribute Mappings"): for every mapping
 * what was read, the expression, what it gave, what the account holds, and why it is or is not written.
 */
import type { ValueExplanation } from './explain';
import type { LogStep } from './logEntry';
import { ATTRIBUTE_MAPPING } from './steps';

const ACTIVITY = 'EntryAttributeMapping';

/**
 * Details hold one line per target attribute: its explanation as JSON text, because the log's details are all text.
 *
 * @param references target attributes that are written after the account, if at all: a step of their own tells
 */
export function attributeMappingStep(
  anchor: string,
  explanations: readonly ValueExplanation[],
  failed: boolean,
  references: readonly string[] = [],
): LogStep {
  const written = explanations.filter((one) => one.written && !references.includes(one.target)).length;
  const outcome = failed ? 'could not all be mapped' : `were mapped; ${written} of ${explanations.length} are written`;
  return {
    name: ATTRIBUTE_MAPPING,
    activity: ACTIVITY,
    type: 'processing',
    status: failed ? 'failure' : 'success',
    description: `The attributes of User '${anchor}' ${outcome}`,
    details: Object.fromEntries(explanations.map(({ target, ...rest }) => [target, JSON.stringify(rest)])),
  };
}

/** What the step was made of; `undefined` for any other step. */
export function explanationsOf({ activity, details }: LogStep): readonly ValueExplanation[] | undefined {
  if (activity !== ACTIVITY) return undefined;
  return Object.entries(details).map(([target, text]) => ({
    target,
    ...(JSON.parse(text) as Omit<ValueExplanation, 'target'>),
  }));
}
