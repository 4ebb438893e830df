/** Whether everybody has one account with the right values, in a target's own words. */
import { groupBy } from '../../../shared/collections';
import type { JsonObject } from '../../../shared/scim/json';
import { ENTERPRISE_USER } from '../../../shared/scim/urns';
import type { Account } from './stage';

/** @param people the newest that was sent of each @returns what is wrong, a sentence each */
export function faultsOfAccounts(people: readonly JsonObject[], accounts: readonly Account[]): string[] {
  const faults: string[] = [];
  const byPerson = groupBy(accounts, ({ employee }) => employee);
  if (accounts.length !== people.length) faults.push(`${people.length} people have ${accounts.length} accounts`);
  const holders = new Map<string, string>();
  for (const person of people) {
    const anchor = String(person.externalId);
    const [account, ...others] = byPerson.get(anchor) ?? [];
    if (others.length > 0) faults.push(`${anchor} has ${others.length + 1} accounts`);
    if (account === undefined) {
      faults.push(`${anchor} has no account`);
      continue;
    }
    for (const [name, value] of Object.entries(wanted(person, byPerson))) {
      const actual = account[name as keyof Account];
      if (actual !== value) faults.push(`${anchor} has ${name} '${actual}', should be '${value}'`);
    }
    const userName = account.account.toLowerCase();
    const [own = ''] = String(person.userName).toLowerCase().split('@');
    if (!userName.startsWith(own)) faults.push(`${anchor} is called '${account.account}', should begin with '${own}'`);
    const holder = holders.get(userName);
    if (holder !== undefined) faults.push(`${anchor} and ${holder} are both called '${userName}'`);
    holders.set(userName, anchor);
  }
  return faults;
}

function wanted(person: JsonObject, accounts: ReadonlyMap<string, readonly Account[]>): Partial<Account> {
  const { displayName, title } = person as { displayName: string; title: string };
  const { givenName, familyName } = person.name as { givenName: string; familyName: string };
  const [address] = person.addresses as { locality: string }[];
  const [phone] = person.phoneNumbers as { value: string }[];
  const { department, manager } = person[ENTERPRISE_USER] as { department: string; manager?: { value: string } };
  return {
    ...{ displayName, givenName, familyName, title, department },
    isEnabled: person.active === true,
    city: address?.locality ?? '',
    phone: phone?.value ?? '',
    manager: manager && accounts.get(manager.value)?.[0]?.id,
  };
}
