/** A real Active Directory domain, read with an administrator's eyes. */
import { Attribute, Change, type Entry } from 'ldapts';
import { activeDirectorySecrets } from '../../support/activeDirectoryJob';
import { startLdapCounter } from '../../support/ldapCounter';
import { TARGETS_ENVIRONMENT } from '../../support/openJob';
import { startDomainController } from '../../support/samba';
import { type Account, AT_CREATION, type Stage, UNIQUE_USER_NAME } from './stage';

const ATTRIBUTES = [
  ...['employeeID', 'userPrincipalName', 'displayName', 'givenName', 'sn', 'title', 'department', 'l'],
  ...['telephoneNumber', 'manager', 'userAccountControl', 'uSNChanged'],
];
/** A bit of `userAccountControl` (MS-ADTS 2.2.16). */
const DISABLED = 2;
/** Twenty characters at most, the employee number among them where the name alone is taken. */
const ACCOUNT = 'Replace([userName], , "(?<Suffix>@(.)*)", "Suffix", "", , )';
const ACCOUNT_NAME = `SelectUniqueValue(Left(${ACCOUNT}, 20), Join("", Left(${ACCOUNT}, 14), [externalId]))`;
/** Sixty-four, and nobody else's in the container. */
const COMMON_NAME = 'SelectUniqueValue(Left([displayName], 64), Join(" ", Left([displayName], 57), [externalId]))';

export interface ActiveDirectoryStage extends Stage {
  /** The accounts a filter finds, with these attributes. */
  search(filter: string, attributes: string[]): Promise<readonly Entry[]>;
  /** The container of the people. */
  readonly people: string;
  /** @param name of a new organizational unit in it, escaped as in a distinguished name */
  addContainer(name: string): Promise<void>;
}

export async function openActiveDirectoryStage(): Promise<ActiveDirectoryStage> {
  const controller = await startDomainController();
  const line = await startLdapCounter(controller);
  const people = async () => {
    const found = await controller.admin.search(controller.people, {
      filter: '(objectClass=user)',
      attributes: ATTRIBUTES,
      paged: true,
    });
    return found.searchEntries;
  };
  return {
    environment: TARGETS_ENVIRONMENT,
    job: {
      templateId: 'API2AD',
      secrets: { ...activeDirectorySecrets(controller), Server: line.url, AppKey: line.caPem },
    },
    mappings: [
      { attribute: 'cn', expression: COMMON_NAME, more: AT_CREATION },
      { attribute: 'sAMAccountName', expression: ACCOUNT_NAME, more: AT_CREATION },
      { attribute: 'userPrincipalName', expression: UNIQUE_USER_NAME, more: AT_CREATION },
    ],
    accounts: async () => (await people()).map(toAccount),
    handOver: async (id, employee) => {
      const modification = new Attribute({ type: 'employeeID', values: [employee] });
      await controller.admin.modify(id, new Change({ operation: 'replace', modification }));
    },
    versions: async () => new Map((await people()).map(({ dn, uSNChanged }) => [dn, text(uSNChanged)])),
    people: controller.people,
    addContainer: (name) =>
      controller.admin.add(`OU=${name},${controller.people}`, { objectClass: 'organizationalUnit' }),
    search: async (filter, attributes) =>
      (await controller.admin.search(controller.people, { filter, attributes })).searchEntries,
    requests: () => Object.values(line.requests).reduce((sum, count) => sum + count, 0),
    async close() {
      await line.close();
      await controller.stop();
    },
  };
}

function toAccount(entry: Entry): Account {
  return {
    id: entry.dn,
    employee: text(entry.employeeID),
    isEnabled: (Number(text(entry.userAccountControl)) & DISABLED) === 0,
    account: text(entry.userPrincipalName),
    displayName: text(entry.displayName),
    givenName: text(entry.givenName),
    familyName: text(entry.sn),
    title: text(entry.title),
    department: text(entry.department),
    city: text(entry.l),
    phone: text(entry.telephoneNumber),
    manager: text(entry.manager) || undefined,
  };
}

function text(value: Entry[string] | undefined): string {
  return Array.isArray(value) ? '' : String(value ?? '');
}
