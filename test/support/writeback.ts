/** A workbench with a writeback, asked as its callers ask. */

import type { JsonObject } from '../../shared/scim/json';
import { type FunctionHost, MUSTER_JOB } from './functionHost';
import { JOB_ID, type Workbench } from './workbench';

/** How one person's writeback stands, as the service shows it. */
export interface ShownWriteback {
  readonly externalId: string;
  readonly state: string;
  readonly revision: number;
  readonly changed: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly missing: readonly string[];
  readonly lastError: string | null;
  readonly parked: { readonly attribute: string; readonly seen: readonly unknown[] } | null;
}

export const MAP = { workEmail: '[mail]', login: '[userPrincipalName]' };

export async function addWriteback(host: FunctionHost, more: object): Promise<void> {
  const body = { name: 'hr', kind: 'writeback', map: MAP, ...more };
  const { status, text } = await host.call(`POST ${MUSTER_JOB}/outlets`, { body });
  if (status !== 201) throw new Error(`The writeback was refused: ${text}`);
}

export async function writebacks(host: FunctionHost, filter = ''): Promise<readonly ShownWriteback[]> {
  const query = filter === '' ? '' : `?$filter=${encodeURIComponent(filter)}`;
  return (await host.call(`GET ${MUSTER_JOB}/writeback${query}`)).body.value as ShownWriteback[];
}

/** Somebody else changes the account: a mailbox is made, a phone is moved. */
export async function changeAccount(bench: Workbench, externalId: string, change: JsonObject): Promise<void> {
  const { people } = bench.services.house;
  const link = (await people.load(JOB_ID, [externalId])).get(externalId)?.person.link;
  await bench.services.directory.update(link?.targetAnchor ?? '', change);
}
