/**
 * How SCIM services differ in what they take (spec/engine.md 13.1 to 13.3). The standard is one dialect; Microsoft's
 * provisioning client speaks two others, and many services were only ever tried against that client.
 *
 * | profile          | updates                                                                                        |
 * |------------------|------------------------------------------------------------------------------------------------|
 * | `rfc`            | PATCH as RFC 7644 has it: lower-case operations, one path each, typed values                   |
 * | `entraClassic`   | PATCH as Entra sends it by default: `Add`/`Replace`/`Remove`, booleans as `"True"`/`"False"`   |
 * | `entraCorrected` | PATCH as Entra sends it with `aadOptscim062020`: lower case, typed, plain replaces in one      |
 * | `noPath`         | PATCH with one replace of an object of values, without a path                                  |
 * | `oneOperation`   | PATCH as the standard has it, one operation a request                                          |
 * | `noFilterPaths`  | PATCH as the standard has it; collections are replaced whole, no path has a filter             |
 * | `noPatch`        | PUT of the whole resource, read just before                                                    |
 */
export type ScimProfile =
  | 'rfc'
  | 'entraClassic'
  | 'entraCorrected'
  | 'noPath'
  | 'oneOperation'
  | 'noFilterPaths'
  | 'noPatch';

export interface Dialect {
  readonly updatesWith: 'PATCH' | 'PUT';
  readonly operations: { readonly add: string; readonly replace: string; readonly remove: string };
  readonly booleansAsText: boolean;
  /** Several replaces without a filter in their path travel as one operation without a path. */
  readonly mergesReplaces: boolean;
  /** Every change travels in one replace without a path, nested as the resource is; `null` clears. */
  readonly pathless: boolean;
  /** A PATCH for each operation. */
  readonly oneOperation: boolean;
  /**
   * How an element of a collection is written. The standard refuses a path that selects nothing (RFC 7644, 3.5.2.3,
   * `noTarget`), so a new one is added to its collection; Entra sends the filtered path and expects it made. A service that
   * knows no filters in paths gets the collection whole.
   */
  readonly elements: 'addToCollection' | 'filteredPath' | 'wholeCollection';
  /**
   * How an element's value is searched. `emails[type eq "work" and value eq "x"]` is the standard's;
   * `emails[type eq "work"].value eq "x"` is what Entra sends and the standard's grammar does not have; `emails.value eq "x"`
   * finds those of services that keep no types.
   */
  readonly elementFilter: ElementFilter;
  /** The manager: a complex value, Entra's documented list under a bare `manager`, or the bare id. */
  readonly manager: 'complex' | 'bareList' | 'id';
  /** Microsoft's creates name the core and enterprise schemas only, state `meta`, and mark the work e-mail as primary. */
  readonly createsLikeEntra: boolean;
}

export type ElementFilter = 'allInside' | 'valueOutside' | 'anyElement';
export const ELEMENT_FILTERS: readonly ElementFilter[] = ['allInside', 'valueOutside', 'anyElement'];

const LOWER_CASE = { add: 'add', replace: 'replace', remove: 'remove' };
const CAPITALIZED = { add: 'Add', replace: 'Replace', remove: 'Remove' };

const RFC: Dialect = {
  updatesWith: 'PATCH',
  operations: LOWER_CASE,
  booleansAsText: false,
  mergesReplaces: false,
  pathless: false,
  oneOperation: false,
  elements: 'addToCollection',
  elementFilter: 'allInside',
  manager: 'complex',
  createsLikeEntra: false,
};

const ENTRA_CLASSIC: Dialect = {
  ...RFC,
  operations: CAPITALIZED,
  booleansAsText: true,
  elements: 'filteredPath',
  elementFilter: 'valueOutside',
  manager: 'bareList',
  createsLikeEntra: true,
};

export const DIALECTS: Readonly<Record<ScimProfile, Dialect>> = {
  rfc: RFC,
  noPatch: { ...RFC, updatesWith: 'PUT' },
  noPath: { ...RFC, pathless: true },
  oneOperation: { ...RFC, oneOperation: true },
  noFilterPaths: { ...RFC, elements: 'wholeCollection' },
  entraClassic: ENTRA_CLASSIC,
  entraCorrected: {
    ...ENTRA_CLASSIC,
    operations: LOWER_CASE,
    booleansAsText: false,
    mergesReplaces: true,
    // Seen on the wire of Entra with the flag on (Captain-P-Goldfish/SCIM-SDK issue 686); documented nowhere.
    manager: 'id',
  },
};

/** What a change is about, as far as services differ in it. */
export type Aspect = 'plain' | 'boolean' | 'element' | 'extension' | 'part' | 'manager';

/** Dialects that differ from this one in one thing, which may be why a change of these aspects does not take; likeliest first. */
export function alternativesTo(dialect: Dialect, aspects: ReadonlySet<Aspect>): readonly Dialect[] {
  const { booleansAsText, elements, manager, oneOperation, operations, pathless, updatesWith } = dialect;
  const otherOf = <T>(all: readonly T[], one: T) => all.filter((each) => each !== one);
  const changes: readonly Partial<Dialect>[] = [
    ...(aspects.has('boolean') ? [{ booleansAsText: !booleansAsText }] : []),
    ...(aspects.has('element') ? otherOf(ELEMENT_WRITES, elements).map((other) => ({ elements: other })) : []),
    ...(aspects.has('manager') ? otherOf(MANAGERS, manager).map((other) => ({ manager: other })) : []),
    ...(oneOperation ? [] : [{ oneOperation: true }]),
    { pathless: !pathless },
    { operations: operations.add === CAPITALIZED.add ? LOWER_CASE : CAPITALIZED },
    { updatesWith: updatesWith === 'PATCH' ? 'PUT' : 'PATCH' },
  ];
  return changes.map((change) => ({ ...dialect, ...change }));
}

const ELEMENT_WRITES: readonly Dialect['elements'][] = ['wholeCollection', 'addToCollection', 'filteredPath'];
const MANAGERS: readonly Dialect['manager'][] = ['complex', 'id', 'bareList'];
