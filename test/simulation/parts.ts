/** Uploads that say only some of what there is to say of a person (spec/payload.md 1). */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';
import type { Chance } from './chance';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/**
 * @param whole what there is to say, to which names and a department are added that tell the operation, too
 * @param bulkId of the operation
 * @param parts how probable it is that only a part is said
 */
export function partOf(whole: JsonObject, bulkId: string, parts: number, chance: Chance): JsonObject {
  const extension = whole[ENTERPRISE];
  const full: JsonObject = {
    ...whole,
    name: { givenName: `given ${bulkId}`, familyName: `family ${bulkId}` },
    [ENTERPRISE]: { ...(isJsonObject(extension) && extension), department: `department ${bulkId}` },
  };
  if (!chance.happens(parts)) return full;
  const { schemas, externalId, ...rest } = full;
  return {
    schemas,
    externalId,
    ...chance.pick([alone, some, some, blank, nameless, ...(asked(rest).length > 0 ? [decisive, decisive] : [])])(
      rest,
      bulkId,
      chance,
    ),
  } as JsonObject;
}

type Part = (rest: JsonObject, bulkId: string, chance: Chance) => JsonObject;

const alone: Part = ({ active, title }, bulkId, chance) =>
  chance.pick<JsonObject>([
    { active: active as Json },
    { title: title as Json },
    { name: { givenName: `given ${bulkId}` } },
    { [ENTERPRISE]: { department: `department ${bulkId}` } },
  ]);

/** What scope, filter and open gates hang on, where there are any. */
const asked = (rest: JsonObject) => ['userType', 'locale', 'timezone'].filter((name) => name in rest);

const decisive: Part = (rest, _, chance) => {
  const name = chance.pick(asked(rest));
  return { [name]: rest[name] as Json };
};

const some: Part = (rest, _, chance) => Object.fromEntries(Object.entries(rest).filter(() => chance.happens(0.5)));

/** A client that leaves cells blank. */
const blank: Part = ({ active }, bulkId, chance) => ({
  active: active as Json,
  title: chance.pick<Json>(['', null, bulkId]),
  name: { givenName: '', familyName: `family ${bulkId}` },
  [ENTERPRISE]: { department: null },
});

const nameless: Part = ({ title }) => ({ title: title as Json, name: null });
