/**
 * How SCIM services differ in what they take (spec/engine.md 13.1 to 13.3). The standard is one dialect; Microsoft's
 * provisioning client speaks two others, and many services were only ever tried against that client.
 *
 * | profile          | updates                                                                                        |
 * |------------------|------------------------------------------------------------------------------------------------|
 * | `rfc`            | PATCH as RFC 7644 has it: lower-case operations, one path each, typed values                   |
 * | `entraClassic`   | PATCH as Entra sends it by default: `Add`/`Replace`/`Remove`, booleans as `"True"`/`"False"`   |
 * | `entraCorrected` | PATCH as Entra sends it with `aadOptscim062020`: lower case, typed, plain replaces in one      |
 * | `noPatch`        | PUT of the whole resource, read just before                                                    |
 */
export type ScimProfile = 'rfc' | 'entraClassic' | 'entraCorrected' | 'noPatch';

export interface Dialect {
  readonly profile: ScimProfile;
  readonly updatesWith: 'PATCH' | 'PUT';
  readonly operations: { readonly add: string; readonly replace: string; readonly remove: string };
  readonly booleansAsText: boolean;
  /** Several replaces without a filter in their path travel as one operation without a path. */
  readonly mergesReplaces: boolean;
  /**
   * How a value is added to an element that is not there yet. The standard refuses a path that selects nothing (RFC 7644,
   * 3.5.2.3, `noTarget`), so the element is added to its collection; Entra sends the filtered path and expects it made.
   */
  readonly newElement: 'addToCollection' | 'filteredPath';
  /**
   * How an element's value is searched. `emails[type eq "work" and value eq "x"]` is the standard's;
   * `emails[type eq "work"].value eq "x"` is what Entra sends and the standard's grammar does not have.
   */
  readonly elementFilter: 'allInside' | 'valueOutside';
  /** The manager in a PATCH: a complex value, Entra's documented list under a bare `manager`, or the bare id. */
  readonly manager: 'complex' | 'bareList' | 'id';
  /** Microsoft's creates name the core and enterprise schemas only, state `meta`, and mark the work e-mail as primary. */
  readonly createsLikeEntra: boolean;
}

const LOWER_CASE = { add: 'add', replace: 'replace', remove: 'remove' };

const RFC: Dialect = {
  profile: 'rfc',
  updatesWith: 'PATCH',
  operations: LOWER_CASE,
  booleansAsText: false,
  mergesReplaces: false,
  newElement: 'addToCollection',
  elementFilter: 'allInside',
  manager: 'complex',
  createsLikeEntra: false,
};

const ENTRA_CLASSIC: Dialect = {
  profile: 'entraClassic',
  updatesWith: 'PATCH',
  operations: { add: 'Add', replace: 'Replace', remove: 'Remove' },
  booleansAsText: true,
  mergesReplaces: false,
  newElement: 'filteredPath',
  elementFilter: 'valueOutside',
  manager: 'bareList',
  createsLikeEntra: true,
};

export const DIALECTS: Readonly<Record<ScimProfile, Dialect>> = {
  rfc: RFC,
  noPatch: { ...RFC, profile: 'noPatch', updatesWith: 'PUT' },
  entraClassic: ENTRA_CLASSIC,
  entraCorrected: {
    ...ENTRA_CLASSIC,
    profile: 'entraCorrected',
    operations: LOWER_CASE,
    booleansAsText: false,
    mergesReplaces: true,
    // Seen on the wire of Entra with the flag on (Captain-P-Goldfish/SCIM-SDK issue 686); documented nowhere.
    manager: 'id',
  },
};
