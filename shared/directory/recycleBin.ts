/** Rules of the recycle bin (spec/wire-contract.md 7.1; engine.md 6). */
import type { DirectoryUser } from '../graph/graphUser';

const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

export function asDeleted(user: DirectoryUser, deletedDateTime: string): DirectoryUser {
  return { ...user, properties: { ...user.properties, deletedDateTime } };
}

export function asRestored({ properties, ...user }: DirectoryUser): DirectoryUser {
  const { deletedDateTime: _, ...kept } = properties;
  return { ...user, properties: kept as DirectoryUser['properties'] };
}

/** A deleted user counts as gone 30 days later, also before anybody has come to remove it. */
export function isExpired({ properties }: DirectoryUser, now: number): boolean {
  return Date.parse(String(properties.deletedDateTime)) + RETENTION_MS <= now;
}

/** As others see a deleted user: the id without dashes before its name shows that the name itself is free. */
export function withReleasedName(user: DirectoryUser): DirectoryUser {
  const userPrincipalName = user.id.replaceAll('-', '') + user.properties.userPrincipalName;
  return { ...user, properties: { ...user.properties, userPrincipalName } };
}
