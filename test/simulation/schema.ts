/** The schema a run begins with: the default, but that everybody wants the same nickname, which the target takes from all. */
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { mapping } from '../../shared/engine/schema/defaults/tables';
import type { AttributeMapping, SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { JOB_ID } from '../support/workbench';

/** Picked by SelectUniqueValue; nothing but Muster keeps two people from having one value. */
export const PICKED = 'mailNickname';
/** More than there are people in any run. */
const NICKNAMES = Array.from({ length: 24 }, (_, index) => `"nick${index + 1}"`);

export function simulatedSchema(): SynchronizationSchema {
  const picking = mapping(PICKED, `SelectUniqueValue(${NICKNAMES.join(', ')})`, { flowType: 'ObjectAddOnly' });
  return withMappings(defaultSchema('API2AAD', { id: JOB_ID }), (all) => [
    ...all.filter(({ targetAttributeName }) => targetAttributeName !== PICKED),
    picking,
  ]);
}

export function withMappings(
  schema: SynchronizationSchema,
  change: (all: readonly AttributeMapping[]) => readonly AttributeMapping[],
): SynchronizationSchema {
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((object) => ({
        ...object,
        attributeMappings: change(object.attributeMappings),
      })),
    })),
  };
}
