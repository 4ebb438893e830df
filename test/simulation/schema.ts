/**
 * The schema a run begins with: the default, but that everybody wants the same nickname, which the target takes from all; and
 * with what the weather asks of a record.
 */
import { defaultSchema } from '../../shared/engine/schema/defaultSchema';
import { mapping } from '../../shared/engine/schema/defaults/tables';
import type { AttributeMapping, ObjectMapping, SynchronizationSchema } from '../../shared/engine/synchronizationSchema';
import { JOB_ID } from '../support/workbench';
import type { Weather } from './weather';

/** Picked by SelectUniqueValue; nothing but Muster keeps two people from having one value. */
export const PICKED = 'mailNickname';
/** More than there are people in any run. */
const NICKNAMES = Array.from({ length: 24 }, (_, index) => `"nick${index + 1}"`);

/** Whoever's `userType` is this one is in scope, where there is one. */
export const IN_SCOPE = 'in';
/** Whoever's `locale` is this one is left as they are, where there is a filter. */
export const LEFT_ALONE = 'kept';
/** Mapped from `timezone`, for which both gates of null flow may be open. */
export const CLEARED = 'officeLocation';

export type Asked = Pick<Weather, 'scoped' | 'filtered' | 'openGates'>;

export function simulatedSchema(asked: Asked): SynchronizationSchema {
  const picking = mapping(PICKED, `SelectUniqueValue(${NICKNAMES.join(', ')})`, { flowType: 'ObjectAddOnly' });
  const schema = withMappings(defaultSchema('API2AAD', { id: JOB_ID }), (all) => [
    ...all.filter(({ targetAttributeName }) => targetAttributeName !== PICKED),
    picking,
    ...(asked.filtered ? [mapping('objectFilter', `IIF([locale] = "${LEFT_ALONE}", IgnoreObjectFlow, "")`)] : []),
    ...(asked.openGates ? [{ ...mapping(CLEARED, '[timezone]'), flowNullValues: true }] : []),
  ]);
  return withGate(withScope(schema, asked), asked);
}

function withScope(schema: SynchronizationSchema, { scoped }: Asked): SynchronizationSchema {
  if (!scoped) return schema;
  const clause = { sourceOperandName: 'userType', operatorName: 'EQUALS', targetOperand: { values: [IN_SCOPE] } };
  const scope = { groups: [{ name: 'in', clauses: [clause] }] };
  return changingObjects(schema, (object) => ({ ...object, scope }));
}

/** The gate at the source; the other one is the mapping's. */
function withGate(schema: SynchronizationSchema, { openGates }: Asked): SynchronizationSchema {
  if (!openGates) return schema;
  return {
    ...schema,
    directories: schema.directories.map((directory) => ({
      ...directory,
      objects: directory.objects.map((object) => ({
        ...object,
        attributes: object.attributes.map((one) => (one.name === 'timezone' ? { ...one, flowNullValues: true } : one)),
      })),
    })),
  };
}

export function withMappings(
  schema: SynchronizationSchema,
  change: (all: readonly AttributeMapping[]) => readonly AttributeMapping[],
): SynchronizationSchema {
  return changingObjects(schema, (object) => ({ ...object, attributeMappings: change(object.attributeMappings) }));
}

function changingObjects(
  schema: SynchronizationSchema,
  change: (object: ObjectMapping) => ObjectMapping,
): SynchronizationSchema {
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map(change),
    })),
  };
}
