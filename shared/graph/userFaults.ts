/** What can go wrong in the directory. The Graph surface and the target each say it in their own words. */

export type UserFaultCode =
  | 'MissingValue'
  | 'InvalidType'
  | 'InvalidLength'
  | 'InvalidValue'
  | 'InvalidUserPrincipalName'
  | 'UnverifiedDomain'
  | 'WeakPassword'
  | 'NotNullable'
  | 'ReadOnlyProperty'
  | 'UnknownProperty';

/** One thing wrong with one property. */
export interface UserFault {
  readonly code: UserFaultCode;
  /** `employeeId`, `employeeOrgData/division`. */
  readonly property: string;
  /** The sentence Graph answers with. */
  readonly message: string;
  /** What would be accepted, limits included. */
  readonly expectation: string;
}

/** The values cannot be stored; nothing was. */
export class InvalidUser extends Error {
  /** At least one, in the order of the properties given. */
  readonly faults: readonly [UserFault, ...UserFault[]];

  constructor(faults: readonly [UserFault, ...UserFault[]]) {
    super(faults[0].message);
    this.name = 'InvalidUser';
    this.faults = faults;
  }
}

/** Another live user holds this value of a unique property; nothing was written. */
export class UserConflict extends Error {
  readonly property: string;

  constructor(property: string) {
    super(`Another object with the same value for property ${property} already exists.`);
    this.name = 'UserConflict';
    this.property = property;
  }
}

/** An earlier creation with the same key made this user, which is live or in the recycle bin; nothing was written. */
export class UserCreatedBefore extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`Resource '${id}' was created with this key before.`);
    this.name = 'UserCreatedBefore';
    this.id = id;
  }
}

/** There is no such user, or not where it is wanted: among the live, or in the recycle bin. */
export class UserNotFound extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`Resource '${id}' does not exist or one of its queried reference-property objects are not present.`);
    this.name = 'UserNotFound';
    this.id = id;
  }
}

/** The user to be referenced is not there; the referencing one is. */
export class ReferencedUserNotFound extends UserNotFound {
  constructor(id: string) {
    super(id);
    this.name = 'ReferencedUserNotFound';
  }
}

/** Others kept changing the same rows; nothing was written, and trying again later is right. */
export class DirectoryBusy extends Error {
  constructor(attempts: number) {
    super(`Gave up after ${attempts} attempts: other requests kept changing the same users.`);
    this.name = 'DirectoryBusy';
  }
}
