/** What a schema knows of the names that a source uses: how they are spelled, which are objects, and what anybody reads. */
import { ENTERPRISE_USER } from '../../scim/urns';
import { flattenedName, keyOf, keysReadBy, NAME, placeOf } from './entryNames';

export interface Vocabulary {
  /** The schema's spelling of an entry, a container, or a name below an entry, by key. */
  readonly spelling: ReadonlyMap<string, string>;
  /** Keys of `name` and of the extension objects: their members are entries. */
  readonly containers: ReadonlySet<string>;
  /** Keys of the attributes that the schema has under exactly this name. */
  readonly attributes: ReadonlySet<string>;
  /** Keys of what a mapping, a clause or a match reads. */
  readonly read: ReadonlySet<string>;
  /** Keys of what the scoping filter reads. */
  readonly scoped: ReadonlySet<string>;
  /** Attributes for which both gates of null flow are open: left out by an upload, they count as sent without a value. */
  readonly clearedByOmission: readonly string[];
}

export interface SchemaNames {
  /** All source attributes, as the schema spells them. */
  readonly attributes: Iterable<string>;
  /** Those that somebody reads. */
  readonly read: Iterable<string>;
  /** Those among them that the scoping filter reads. */
  readonly scoped: Iterable<string>;
  readonly clearedByOmission: Iterable<string>;
}

export function compileVocabulary({ attributes, read, scoped, clearedByOmission }: SchemaNames): Vocabulary {
  const names = [...attributes];
  const spelling = new Map<string, string>();
  const containers = new Set([NAME, keyOf(ENTERPRISE_USER)]);
  const spell = (name: string) => {
    if (!spelling.has(keyOf(name))) spelling.set(keyOf(name), name);
  };
  for (const name of names) {
    const { container, member } = placeOf(name);
    spell(name);
    spell(flattenedName(container, member));
    if (container === null) continue;
    spell(container);
    containers.add(keyOf(container));
  }
  return {
    spelling,
    containers,
    attributes: new Set(names.map(keyOf)),
    read: new Set([...read].flatMap(keysReadBy)),
    scoped: new Set([...scoped].flatMap(keysReadBy)),
    clearedByOmission: [...new Set(clearedByOmission)],
  };
}

/** Of a schema that knows no name: everything is kept as it is sent. */
export const NO_VOCABULARY: Vocabulary = compileVocabulary({
  attributes: [],
  read: [],
  scoped: [],
  clearedByOmission: [],
});
