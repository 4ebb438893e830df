/** The console in a browser against `npm start`'s own host: one host and one browser for all, a story each. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { accessibilityFaults, accountOf, type ConsoleBrowser, openConsoleBrowser } from '../../support/consoleBrowser';
import { eventually } from '../../support/eventually';
import { type Stack, startStack, temporaryFolder } from '../../support/stack';
import { describeMapping } from './mapping';

const folder = temporaryFolder();
let stack: Stack;
let browser: ConsoleBrowser;

beforeAll(async () => {
  stack = await startStack(folder.path, { DELETION_SETTLE_SECONDS: '1', SUPERVISE_SCHEDULE: '*/1 * * * * *' });
  browser = await openConsoleBrowser(stack);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  folder.remove();
});

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const muster = () => `/muster/jobs/${stack.info.jobId}`;
const jobPath = (page: string) => `jobs/${stack.info.jobId}/${page}`;

const read = async <T>(path: string) => (await (await stack.call(path)).json()) as T;

async function upload(numbers: readonly number[], active = true): Promise<void> {
  const people = numbers.map((number) => ({
    schemas: [CORE_USER],
    externalId: `${number}`,
    userName: `person.${number}@example.com`,
    displayName: `Person ${number}`,
    name: { givenName: 'Person', familyName: `${number}` },
    active,
  }));
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: people.map((data) => ({ method: 'POST', bulkId: data.externalId, path: '/Users', data })),
  };
  const headers = { 'content-type': 'application/scim+json' };
  const answer = await stack.call(stack.info.bulkUploadUrl, { method: 'POST', body: JSON.stringify(body), headers });
  expect(answer.status).toBe(202);
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

afterEach(() => expect(browser.faults([409, 412])).toEqual([]));

describe('signing in', () => {
  test.each([
    { person: 'Ada Dahl', role: 'Admin' },
    { person: 'Otto Lind', role: 'Operator' },
    { person: 'Rita Voss', role: 'Reader' },
  ] as const)('$person is known as $role', async ({ person, role }) => {
    const page = await browser.as(person);
    expect(await accountOf(page).innerText()).toContain(role);
  });

  test('leads back to where one wanted to be, leaves no token behind, and lasts over a reload', async () => {
    const page = await browser.as('Otto Lind', jobPath('audit?by=Muster'));
    const isAt = () => expect(page.url()).toBe(`${stack.info.consoleUrl}${jobPath('audit?by=Muster')}`);
    isAt();
    await page.reload();
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    isAt();
    const kept = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])');
    expect(kept).not.toMatch(/eyJ|token|code|verifier/i);
  });

  test('ends in every tab at once, and a click leads on', async () => {
    const page = await browser.as('Otto Lind', 'about');
    const other = await browser.tab();
    await other.goto(stack.info.consoleUrl);
    await accountOf(other).click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    const dialog = page.getByRole('dialog', { name: 'Your sign-in has ended' });
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Rita Voss' }).click(); // without the code: this browser has shown it
    await page.getByRole('heading', { name: 'About' }).waitFor();
    expect(await accountOf(page).innerText()).toContain('Reader');
  });
});

/** Of a threshold of 0 also a single one waits, in whichever cycle it comes. */
describe('a mass deletion', () => {
  beforeAll(async () => {
    await stack.call(
      `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization/jobs/${stack.info.jobId}`,
      {
        method: 'PATCH',
        body: JSON.stringify({ schedule: { accidentalDeletionThreshold: 0 } }),
      },
    );
    await upload(numbers(1_000, 40));
    await eventually(async () => expect(await read(`${muster()}/guard`)).toMatchObject({ linked: 40 }));
    await upload(numbers(1_000, 36), false);
    await eventually(async () => expect(await read(`${muster()}/guard`)).toMatchObject({ staged: 36 }));
  });

  const list = (page: Page) => page.getByRole('table', { name: 'People whose accounts are held' });

  test('is seen by an operator, who cannot allow it and is told who can', async () => {
    const page = await browser.as('Otto Lind', jobPath('held'));
    await list(page).waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    expect(
      readFileSync(await (await file).path(), 'utf8')
        .trim()
        .split('\r\n'),
    ).toHaveLength(37);
    const button = page.getByRole('button', { name: 'Disable 36 accounts…' });
    await expect(button.getAttribute('aria-disabled')).resolves.toBe('true');
    await button.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect(button.getAttribute('title')).resolves.toBe('Needs Muster.Admin');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('of 36 is not allowed where a 37th is held by then; of 37 it is, exactly those that were seen', async () => {
    const page = await browser.as('Ada Dahl', jobPath('held'));
    await page.getByRole('button', { name: 'Disable 36 accounts…' }).click();
    const verb = page.getByRole('button', { name: 'Disable 36 accounts', exact: true });
    await expect(verb.getAttribute('aria-disabled')).resolves.toBe('true');
    await page.getByLabel('Type 36 to confirm').fill('35');
    await expect(verb.getAttribute('aria-disabled')).resolves.toBe('true');
    await page.getByLabel('Type 36 to confirm').fill('36');
    expect(await accessibilityFaults(page)).toEqual([]);

    await upload([1_036], false);
    await eventually(async () => expect(await read(`${muster()}/guard`)).toMatchObject({ count: 37 }));
    await verb.click();
    await page.getByText('Other deletions are held by now, 37 of them').waitFor();
    expect(await read(`${muster()}/guard`)).toMatchObject({ count: 37 }); // nobody went

    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Disable 37 accounts…' }).click();
    await page.getByLabel('Note').fill('Ticket 4711');
    await page.getByLabel('Type 37 to confirm').fill('37');
    await page.getByRole('button', { name: 'Disable 37 accounts', exact: true }).click();
    await page.locator('#main').getByText('37 deletions were allowed and will run now.').waitFor();
    await page.getByRole('heading', { name: 'Nothing is held' }).waitFor();

    await page.getByRole('link', { name: 'Open the audit' }).click();
    const record = page.getByRole('row', { name: /Allow deletions/ });
    await record.waitFor();
    expect(await record.innerText()).toMatch(/Ada Dahl[\s\S]*Ticket 4711/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('a mapping', () => {
  beforeAll(async () => {
    await upload([2_000]);
    await eventually(async () => expect(await read(`${muster()}/people/2000`)).toMatchObject({ state: 'linked' }));
  });
  describeMapping(() => ({
    browser,
    jobPath,
    externalId: '2000',
    schema: async () => (await stack.call(stack.info.bulkUploadUrl.replace(/[^/]*$/, 'schema'))).text(),
  }));
});
