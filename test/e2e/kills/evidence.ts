/** What the host shows when everything is over: its log, its accounts, its receipts, its job. */
import type { JsonObject } from '../../../shared/scim/json';
import { readAll, readJson } from '../../support/readAll';
import type { Stack } from '../../support/stack';
import type { Account, Stage } from '../stages/stage';
import type { Bulk, Plan } from './plan';
import type { Uploader } from './uploader';

export interface Entry {
  readonly id: string;
  readonly cycleId: string;
  readonly provisioningAction: string;
  readonly provisioningStatusInfo: { readonly status: string; readonly errorInformation: { reason: string } | null };
  readonly modifiedProperties: readonly object[];
  readonly sourceIdentity: { readonly id: string };
}

export interface Receipt {
  readonly id: string;
  readonly status: string;
  readonly waitingReason: string | null;
  readonly totalOperations: number;
  readonly operations: readonly {
    readonly bulkId: string;
    readonly externalId: string;
    readonly status: string;
    readonly reason?: string | null;
    readonly logEntryId?: string;
    /** The first answer, where a later attempt counts. */
    readonly firstOutcome?: { readonly logEntryId: string } | null;
  }[];
}

export interface JobState {
  readonly code: string;
  readonly quarantine: object | null;
  readonly progress: readonly { readonly completedUnits: number; readonly totalUnits: number }[];
  readonly lastExecution: {
    readonly activityIdentifier: string;
    readonly countImported: number;
    readonly state: string;
  } | null;
  readonly synchronizedEntryCountByType: readonly { readonly key: string; readonly value: number }[];
}

/** What one operation said of a person. */
export interface Accepted {
  readonly anchor: string;
  /** Its place in the order of acceptance: the newest counts. */
  readonly sequence: number;
  readonly person: JsonObject;
}

export interface Evidence {
  readonly plan: Plan;
  readonly accepted: readonly Accepted[];
  readonly entries: readonly Entry[];
  readonly accounts: readonly Account[];
  readonly receipts: readonly Receipt[];
  readonly job: JobState;
}

export async function gatherEvidence(
  stack: Stack,
  stage: Stage,
  plan: Plan,
  { uploadIds }: Uploader,
): Promise<Evidence> {
  const log = `/v1.0/auditLogs/provisioning?$filter=jobid eq '${stack.info.jobId}'&$top=999`;
  return {
    plan,
    accepted: [...uploadIds].flatMap(([bulk, id]) => acceptedIn(bulk, id)),
    entries: await readAll<Entry>(stack, log),
    accounts: await stage.accounts(stack.call),
    receipts: await readReceipts(stack, [...uploadIds.values()]),
    job: await readJob(stack),
  };
}

/** An upload is named by its job and the number of its first operation; the others follow without gaps. */
function acceptedIn({ people }: Bulk, uploadId: string): Accepted[] {
  const first = Number(uploadId.split('~').at(-1));
  return people.map((person, index) => ({ anchor: String(person.externalId), sequence: first + index, person }));
}

async function readReceipts(stack: Stack, ids: readonly string[]): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const id of ids) receipts.push(await readJson<Receipt>(stack, `/muster/uploads/${id}`));
  return receipts;
}

export async function readJob(stack: Stack): Promise<JobState> {
  const { bulkUploadUrl } = stack.info;
  return (await readJson<{ status: JobState }>(stack, bulkUploadUrl.slice(0, bulkUploadUrl.lastIndexOf('/')))).status;
}
