/** One person, now, with every step: on-demand provisioning (docs/on-demand.md). */
import type { Http } from './http';
import { readSchema } from './schema';

export interface OnDemandAnswer {
  readonly action: string;
  readonly statusInfo: {
    readonly status: string;
    readonly errorCode: string | null;
    readonly reason: string | null;
    readonly recommendedAction: string | null;
  };
  readonly reportableIdentifier: string;
  readonly provisioningSteps: readonly {
    readonly name: string;
    readonly status: string;
    readonly description: string;
  }[];
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
  readonly notes: readonly string[];
}

export interface OnDemandQuestion {
  readonly externalId: string;
  /** A SCIM user instead of what was uploaded last. */
  readonly data?: object;
  readonly dryRun: boolean;
  readonly rematch?: boolean;
}

/** @param job Graph's path of the job */
export async function provisionOnDemand(
  http: Http,
  job: string,
  { externalId, data, dryRun, rematch = false }: OnDemandQuestion,
): Promise<OnDemandAnswer> {
  const { schema } = await readSchema(http, job);
  const [rule] = schema.synchronizationRules as readonly { readonly id: string }[];
  const subject = { objectId: externalId, objectTypeName: 'User', ...(data && { data }) };
  const body = { parameters: [{ ruleId: rule?.id, subjects: [subject] }], dryRun, ...(rematch && { rematch }) };
  // Only asking may be asked again.
  const path = `${job}/provisionOnDemand`;
  const { value } = await http.json<{ value: string }>('POST', path, { body, repeatable: dryRun });
  return (JSON.parse(value) as readonly OnDemandAnswer[])[0] as OnDemandAnswer;
}

/** `jobTitle: Tour Guide → Tour Lead`. */
export function changeTexts({ modifiedProperties }: Pick<OnDemandAnswer, 'modifiedProperties'>): readonly string[] {
  return modifiedProperties.map(
    ({ displayName, oldValue, newValue }) =>
      `${displayName}: ${oldValue === null ? '' : `${oldValue} → `}${newValue ?? 'none'}`,
  );
}
