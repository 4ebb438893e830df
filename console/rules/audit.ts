/** Who did something, and what of the audit is wanted. */

/** As the service names it: one of the three. */
export interface Initiated {
  readonly service?: string;
  readonly app?: { readonly appId: string };
  readonly user?: { readonly displayName: string | null; readonly userPrincipalName: string | null };
}

/** @param itself what the service is called */
export function initiatorName({ user, app }: Initiated, itself: string): string {
  return user?.displayName ?? user?.userPrincipalName ?? app?.appId ?? itself;
}

interface Wanted {
  readonly activity: string | undefined;
  readonly by: string | undefined;
}

interface Record {
  readonly activity: string;
  readonly initiatedBy: Initiated;
}

export function wantedRecords<T extends Record>(records: readonly T[], wanted: Wanted, itself: string): readonly T[] {
  return records.filter(
    ({ activity, initiatedBy }) =>
      (wanted.activity === undefined || activity === wanted.activity) &&
      (wanted.by === undefined || initiatorName(initiatedBy, itself) === wanted.by),
  );
}

/** Each once, in the order of the alphabet. */
export const namesIn = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].sort((a, b) => a.localeCompare(b));

/** `SaveSchema` → `Save schema` */
export function activityWords(activity: string): string {
  const words = activity.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}
