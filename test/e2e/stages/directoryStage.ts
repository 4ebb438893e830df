/** The embedded directory, on a storage emulator of the test's own that shows the version of each row. */
import { createStorage } from '../../../shared/store/azure/connection';
import type { Table } from '../../../shared/store/contract/table';
import { startTestEmulator } from '../../support/emulator';
import { readAll } from '../../support/readAll';
import { type Account, AT_CREATION, type Call, type Stage, UNIQUE_USER_NAME } from './stage';

interface User {
  readonly id: string;
  readonly employeeId: string;
  readonly accountEnabled: boolean;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly jobTitle: string;
  readonly department: string;
  readonly city: string;
  readonly businessPhones: readonly string[];
  readonly manager?: { readonly id: string };
}

const PROPERTIES = [
  ...['id', 'employeeId', 'accountEnabled', 'userPrincipalName', 'displayName', 'givenName', 'surname'],
  ...['jobTitle', 'department', 'city', 'businessPhones'],
];

export async function handOver(id: string, employeeId: string, call: Call): Promise<void> {
  const answer = await call(`/v1.0/users/${id}`, { method: 'PATCH', body: JSON.stringify({ employeeId }) });
  if (!answer.ok) throw new Error(`The directory answered ${answer.status}: ${await answer.text()}`);
}

/** The embedded directory of a host, with all that belongs to the host. */
export function hostsOwnDirectory(): Stage {
  return {
    environment: {},
    mappings: [],
    accounts: readAccounts,
    handOver,
    versions: async () => new Map(),
    close: async () => undefined,
  };
}

export async function openDirectoryStage(): Promise<Stage> {
  const emulator = await startTestEmulator();
  const table = createStorage({ connectionString: emulator.connectionString }).table('directory');
  return {
    environment: { AzureWebJobsStorage: emulator.connectionString },
    mappings: [{ attribute: 'userPrincipalName', expression: UNIQUE_USER_NAME, more: AT_CREATION }],
    accounts: readAccounts,
    handOver,
    versions: () => versionsIn(table),
    close: () => emulator.stop(),
  };
}

export async function versionsIn(table: Table): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for await (const { rowKey, etag } of table.scan(['userPrincipalName'])) versions.set(rowKey, etag);
  return versions;
}

/** @param call asks a Graph surface, this directory's or another's */
export async function readAccounts(call: Call): Promise<Account[]> {
  const path = `/v1.0/users?$select=${PROPERTIES}&$expand=manager($select=id)&$top=999`;
  return (await readAll<User>({ call }, path)).map(toAccount);
}

function toAccount({ id, userPrincipalName, surname, jobTitle, businessPhones, manager, ...same }: User): Account {
  const { employeeId, accountEnabled, displayName, givenName, department, city } = same;
  return {
    ...{ id, displayName, givenName, department, city },
    employee: employeeId,
    isEnabled: accountEnabled,
    account: userPrincipalName,
    familyName: surname,
    title: jobTitle,
    phone: businessPhones[0] ?? '',
    manager: manager?.id,
  };
}
