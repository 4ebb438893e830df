/**
 * The plug is pulled: host and emulator get SIGKILL in the middle of uploads, and start again on the same folder. Every
 * operation that was answered 202 is in the log exactly once in the end, and nobody has two accounts (I1 to I3).
 */
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { type Stack, startStack, temporaryFolder } from '../support/stack';

const UPLOADS = 20;
const PEOPLE = 50;
const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

function bulk(upload: number): string {
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: Array.from({ length: PEOPLE }, (_, index) => {
      const externalId = String(1_000 + upload * PEOPLE + index);
      const userName = `user${externalId}@example.com`;
      const data = { schemas: [CORE_USER], externalId, userName, displayName: `User ${externalId}`, active: true };
      return { method: 'POST', bulkId: externalId, path: '/Users', data };
    }),
  });
}

const peopleOf = (upload: number) =>
  Array.from({ length: PEOPLE }, (_, index) => String(1_000 + upload * PEOPLE + index));

/** Uploads until done or until the host is gone. @returns the uploads that were answered 202 */
async function uploadAll(stack: Stack, onAccepted: () => void): Promise<number[]> {
  const accepted: number[] = [];
  for (let upload = 0; upload < UPLOADS; upload += 1) {
    try {
      const response = await stack.call(stack.info.bulkUploadUrl, {
        method: 'POST',
        body: bulk(upload),
        headers: { 'content-type': 'application/scim+json' },
      });
      if (response.status !== 202) continue;
      accepted.push(upload);
      onAccepted();
    } catch {
      break; // the connection broke: this one was never answered
    }
  }
  return accepted;
}

async function entriesByPerson(stack: Stack): Promise<Map<string, string[]>> {
  const entries = new Map<string, string[]>();
  let next: string | undefined = `/v1.0/auditLogs/provisioning?$filter=jobid eq '${stack.info.jobId}'&$top=999`;
  while (next !== undefined) {
    const page = (await (await stack.call(next)).json()) as {
      value: { sourceIdentity: { id: string }; provisioningAction: string }[];
      '@odata.nextLink'?: string;
    };
    for (const { sourceIdentity, provisioningAction } of page.value) {
      entries.set(sourceIdentity.id, [...(entries.get(sourceIdentity.id) ?? []), provisioningAction]);
    }
    next = page['@odata.nextLink'];
  }
  return entries;
}

async function accountsByPerson(stack: Stack): Promise<Map<string, number>> {
  const accounts = new Map<string, number>();
  let next: string | undefined = '/v1.0/users?$select=employeeId&$top=999';
  while (next !== undefined) {
    const page = (await (await stack.call(next)).json()) as {
      value: { employeeId: string }[];
      '@odata.nextLink'?: string;
    };
    for (const { employeeId } of page.value) accounts.set(employeeId, (accounts.get(employeeId) ?? 0) + 1);
    next = page['@odata.nextLink'];
  }
  return accounts;
}

test.each([{ afterMs: 50 }, { afterMs: 600 }])(
  'killed $afterMs ms after the first answer, every accepted operation ends in the log exactly once',
  async ({ afterMs }) => {
    const folder = temporaryFolder();
    let stack = await startStack(folder.path);
    try {
      await stack.token();
      let answered: () => void = () => undefined;
      const firstAnswer = new Promise<void>((resolve) => {
        answered = resolve;
      });
      const uploading = uploadAll(stack, answered);
      await firstAnswer;
      await wait(afterMs);
      await stack.kill();
      const accepted = await uploading;
      expect(accepted.length).toBeGreaterThan(0);

      stack = await startStack(folder.path);
      const wanted = accepted.flatMap(peopleOf);
      const entries = await eventually(async () => {
        const found = await entriesByPerson(stack);
        expect(wanted.filter((person) => !found.has(person))).toEqual([]);
        return found;
      }, 90_000);
      expect(wanted.filter((person) => entries.get(person)?.length !== 1)).toEqual([]);
      const accounts = await accountsByPerson(stack);
      expect([...accounts].filter(([, count]) => count > 1)).toEqual([]);
      expect(wanted.filter((person) => !accounts.has(person))).toEqual([]);
    } finally {
      await stack.stop();
      folder.remove();
    }
  },
  180_000,
);
