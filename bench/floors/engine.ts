/**
 * The floor of budget B1: what a good programmer would write by hand for the default mapping and nothing else. It does
 * what the engine does for one bulk request: parse, validate, scope (nobody is filtered), match, map, compare and make the
 * log entry. There is no schema, no expression and no reason to have either.
 */
import type { LogStep } from '../../shared/engine/person/logEntry';
import type { ModifiedProperty } from '../../shared/engine/person/plan';
import type { JsonObject } from '../../shared/scim/json';
import type { Value } from '../../shared/value';

export type Accounts = ReadonlyMap<string, Readonly<Record<string, Value>>>;

/** What comes of one person. */
export interface Outcome {
  readonly action: 'create' | 'update' | 'disable' | 'other';
  readonly written: Readonly<Record<string, Value>>;
  readonly manager: string | undefined;
  readonly modified: readonly ModifiedProperty[];
  readonly steps: readonly LogStep[];
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Values beyond the default mapping, worked out by hand. */
export type Extras = (data: JsonObject) => Readonly<Record<string, Value>>;

/** @param accounts by employeeId */
export function provisionBulk(text: string, accounts: Accounts, extras?: Extras): readonly Outcome[] {
  const body: unknown = JSON.parse(text);
  if (!isObject(body) || !includes(body.schemas, BULK)) throw new Error('no bulk request');
  if (!Array.isArray(body.Operations) || body.Operations.length === 0 || body.Operations.length > 50) {
    throw new Error('1 to 50 operations are expected');
  }
  return body.Operations.map((operation: unknown) => {
    if (!isObject(operation)) throw new Error('an operation is no object');
    const { method, path, bulkId, data } = operation;
    if (typeof method !== 'string' || method.toUpperCase() !== 'POST') throw new Error('method is not POST');
    if (typeof path !== 'string' || path.toLowerCase() !== '/users') throw new Error('path is not /Users');
    if (typeof bulkId !== 'string' || bulkId === '') throw new Error('bulkId is missing');
    if (!isObject(data) || !includes(data.schemas, CORE)) throw new Error('data is no user');
    return provision(data, accounts, extras);
  });
}

function provision(data: JsonObject, accounts: Accounts, extras: Extras | undefined): Outcome {
  const anchor = text(data.externalId);
  if (anchor === null || anchor === '') throw new Error('externalId is missing');
  const account = accounts.get(anchor);
  const { wanted, manager } = map(data, anchor, account === undefined);
  if (extras !== undefined) Object.assign(wanted, extras(data));
  const written: Record<string, Value> = {};
  const modified: ModifiedProperty[] = [];
  for (const name of Object.keys(wanted)) {
    const value = wanted[name] ?? null;
    const current = account?.[name] ?? null;
    if (value === null || same(value, current)) continue;
    written[name] = value;
    modified.push({ name, oldValue: print(current), newValue: print(value) });
  }
  const action = actionOf(account, written, modified.length);
  return { action, written, manager, modified, steps: stepsOf(data, anchor, account, action) };
}

function map(data: JsonObject, anchor: string, creating: boolean) {
  const name = isObject(data.name) ? data.name : {};
  const enterprise = data[ENTERPRISE];
  const extension = isObject(enterprise) ? enterprise : {};
  const address = ofType(data.addresses, 'work') ?? {};
  const manager = isObject(extension.manager) ? text(extension.manager.value) : text(extension.manager);
  const userName = text(data.userName);
  const active = data.active ?? (creating ? true : null);
  const wanted: Record<string, Value> = {
    employeeId: anchor,
    userPrincipalName: userName === null || userName.includes('@') ? userName : `${userName}@contoso.com`,
    accountEnabled:
      typeof active === 'boolean' ? active : active === null ? null : String(active).toLowerCase() === 'true',
    displayName: text(data.displayName),
    givenName: text(name.givenName),
    surname: text(name.familyName),
    mailNickname: creating && userName !== null ? userName.replace(/@.*/, '') : null,
    jobTitle: text(data.title),
    department: text(extension.department),
    companyName: text(extension.organization),
    streetAddress: text(address.streetAddress),
    city: text(address.locality),
    state: text(address.region),
    postalCode: text(address.postalCode),
    country: text(address.country),
    telephoneNumber: text(ofType(data.phoneNumbers, 'work')?.value),
    mobile: text(ofType(data.phoneNumbers, 'mobile')?.value),
    facsimileTelephoneNumber: text(ofType(data.phoneNumbers, 'fax')?.value),
    preferredLanguage: text(data.preferredLanguage),
    employeeType: text(data.userType),
    userType: creating ? 'Member' : null,
  };
  if (creating && (!wanted.userPrincipalName || !wanted.displayName || !wanted.mailNickname)) {
    throw new Error('a required attribute is missing');
  }
  return { wanted, manager: manager ?? undefined };
}

function actionOf(account: unknown, written: Readonly<Record<string, Value>>, changes: number): Outcome['action'] {
  if (account === undefined) return 'create';
  if (changes === 0) return 'other';
  return written.accountEnabled === false ? 'disable' : 'update';
}

function stepsOf(
  data: JsonObject,
  anchor: string,
  account: Readonly<Record<string, Value>> | undefined,
  action: Outcome['action'],
): readonly LogStep[] {
  const change = account === undefined ? 'Add' : 'Update';
  const identifier = print(account?.userPrincipalName ?? text(data.userName)) ?? anchor;
  return [
    {
      name: 'Import from API',
      activity: `EntryImport${change}`,
      type: 'import',
      status: 'success',
      description: `Received User '${anchor}' change of type (${change}) from API`,
      details: flatten(data),
    },
    {
      name: 'Determine if User is in scope',
      activity: 'EntrySynchronizationScoping',
      type: 'scoping',
      status: 'success',
      description: `User '${anchor}' was evaluated against the scoping filters. No scoping filter is set.`,
      details: {
        'Active in the source system': data.active === false ? 'False' : 'True',
        'Scoping filter evaluation passed': 'True',
      },
    },
    account === undefined
      ? {
          name: 'Match user',
          activity: 'EntrySynchronizationAdd',
          type: 'matching',
          status: 'success',
          description: `User '${anchor}' will be created in Azure Active Directory (active in API, no match found)`,
          details: { employeeId: anchor },
        }
      : {
          name: 'Match user',
          activity: 'EntryImport',
          type: 'matching',
          status: 'success',
          description: `Retrieved User '${identifier}' from Azure Active Directory (employeeId '${anchor}')`,
          details: { employeeId: anchor },
        },
    exportStep(action, identifier),
  ];
}

function exportStep(action: Outcome['action'], identifier: string): LogStep {
  if (action === 'other') {
    const details = { SkipReason: 'RedundantExport' };
    const description = 'Source and target already match.';
    return {
      name: 'Provision User',
      activity: 'EntrySynchronizationSkip',
      type: 'export',
      status: 'skipped',
      description,
      details,
    };
  }
  const activity = action === 'create' ? 'EntryExportAdd' : 'EntryExportUpdate';
  const description = `User '${identifier}' was ${action}d in Azure Active Directory`;
  const details = { ReportableIdentifier: identifier };
  return { name: 'Provision User', activity, type: 'export', status: 'success', description, details };
}

function flatten(data: JsonObject): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (key === 'schemas' || value === null || value === undefined) continue;
    if (Array.isArray(value)) {
      for (const element of value) {
        for (const member of Object.keys(element)) {
          if (member === 'type' || member === 'primary') continue;
          lines[`${key}[type eq "${element.type ?? 'work'}"].${member}`] ??= String(element[member]);
        }
      }
    } else if (isObject(value)) {
      const separator = key.startsWith('urn:') ? ':' : '.';
      for (const member of Object.keys(value)) {
        const part = value[member];
        lines[key + separator + member] = isObject(part) ? String(part.value) : String(part);
      }
    } else {
      lines[key] = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
    }
  }
  return lines;
}

function ofType(list: unknown, type: string): JsonObject | undefined {
  return Array.isArray(list)
    ? list.find((element) => isObject(element) && String(element.type ?? 'work').toLowerCase() === type)
    : undefined;
}

function same(value: Value, current: Value): boolean {
  if (value === current) return true;
  return current !== null && String(value).toLowerCase() === String(current).toLowerCase();
}

function print(value: Value): string | null {
  if (value === null) return null;
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function includes(list: unknown, urn: string): boolean {
  return (
    Array.isArray(list) && list.some((each) => typeof each === 'string' && each.toLowerCase() === urn.toLowerCase())
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
