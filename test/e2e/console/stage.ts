/** What the stories of the console play on: one stack, its first job, and one browser, for all of them. */
import { type ConsoleBrowser, openConsoleBrowser } from '../../support/consoleBrowser';
import { TARGETS_ENVIRONMENT } from '../../support/openJob';
import { type Stack, startStack, temporaryFolder } from '../../support/stack';

export interface ConsoleStage {
  readonly stack: Stack;
  readonly browser: ConsoleBrowser;
  /** A page of the job, below `/console/`. */
  jobPath(page: string): string;
  /** What the API says at this path, as JSON. */
  read<T>(path: string): Promise<T>;
  /** People by number, as an HR system sends them. @param url of another job */
  upload(numbers: readonly number[], active?: boolean, url?: string): Promise<void>;
  close(): Promise<void>;
}

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

export async function openConsoleStage(): Promise<ConsoleStage> {
  const folder = temporaryFolder();
  const environment = { ...TARGETS_ENVIRONMENT, SUPERVISE_SCHEDULE: '*/1 * * * * *', DELETION_SETTLE_SECONDS: '1' };
  const stack = await startStack(folder.path, environment);
  const browser = await openConsoleBrowser(stack);
  return {
    stack,
    browser,
    jobPath: (page) => `jobs/${encodeURIComponent(stack.info.jobId)}/${page}`,
    read: async <T>(path: string) => (await (await stack.call(path)).json()) as T,
    async upload(numbers, active = true, url = stack.info.bulkUploadUrl) {
      const answer = await stack.call(url, {
        method: 'POST',
        body: JSON.stringify(bulkRequest(numbers, active)),
        headers: { 'content-type': 'application/scim+json' },
      });
      expect(answer.status).toBe(202);
    },
    async close() {
      await browser.close();
      await stack.stop();
      folder.remove();
    },
  };
}

function bulkRequest(numbers: readonly number[], active: boolean) {
  const people = numbers.map((number) => ({
    schemas: [CORE_USER],
    externalId: `${number}`,
    userName: `person.${number}@example.com`,
    displayName: `Person ${number}`,
    name: { givenName: 'Person', familyName: `${number}` },
    active,
  }));
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: people.map((data) => ({ method: 'POST', bulkId: data.externalId, path: '/Users', data })),
  };
}
