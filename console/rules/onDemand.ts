/** What on-demand provisioning answers, in the shape of the log, which shows the same steps. */

interface Answered {
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly description: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly activity: string;
}

/** The step of the attribute mapping alone has this type. */
const MAPPING = 'Processing';

/** Without what the attribute mapping explains: that has a table of its own. */
export function toLogSteps(steps: readonly Answered[]) {
  return steps.map(({ name, type, status, description, details, activity }) => ({
    name,
    provisioningStepType: lowered(type),
    status: lowered(status) as 'success' | 'failure' | 'skipped' | 'warning',
    description,
    details: type === MAPPING ? {} : textsOf(details),
    activity,
  }));
}

/** By target attribute, in the order of the schema; none where nobody came that far. */
export function explanationsIn<Explanation>(steps: readonly Answered[]): readonly (readonly [string, Explanation])[] {
  const step = steps.find(({ type }) => type === MAPPING);
  const details = Object.entries(step?.details ?? {});
  return details.filter((entry): entry is [string, never] => typeof entry[1] === 'object' && entry[1] !== null);
}

const lowered = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

const textsOf = (details: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
