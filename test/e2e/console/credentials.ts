/** A job into a SCIM service, one story: made on one page, shut out when its token ends, and led back in. */
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../../support/consoleBrowser';
import { eventually } from '../../support/eventually';
import { CLIENT, type ScimServer, startScimServer } from '../../support/scimServer';
import { tellStory } from '../../support/story';
import type { ConsoleStage } from './stage';

/** @param stage asked for when a test runs */
export function describeCredentials(stage: () => ConsoleStage): void {
  tellStory();

  let server: ScimServer;
  let page: Page;

  beforeAll(async () => {
    server = await startScimServer();
  });
  afterAll(() => server?.close());

  /** Taken by the service until it takes it back. */
  async function tokenForAWhile(): Promise<string> {
    const { clientId, clientSecret } = CLIENT;
    const asked = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const answer = await fetch(server.tokenUrl, { method: 'POST', body: new URLSearchParams(asked) });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  const jobId = () => decodeURIComponent(/jobs\/([^/]+)/.exec(page.url())?.[1] ?? '');
  const expectAccessible = async () => expect(await accessibilityFaults(page)).toEqual([]);

  test('it is made on one page, told step by step, and started', async () => {
    page = await stage().browser.as('Ada Dahl');
    await page.getByRole('link', { name: 'New job' }).click();
    await page.getByRole('button', { name: 'Make the job' }).click();
    await page.getByText('A job needs a name.').waitFor();
    await page.getByRole('radio', { name: 'A SCIM 2.0 service' }).check();
    await page.getByLabel('Address').fill(server.baseUrl);
    await page.getByLabel('Token', { exact: true }).fill(await tokenForAWhile());
    await expectAccessible();
    await page.getByLabel('Who gets mail').fill('hr@example.com');
    await page.getByLabel('Name', { exact: true }).fill('Contractors to the helpdesk');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contractors to the helpdesk' }).waitFor();
    await page.getByText('hr@example.com').waitFor();
  });

  test('its token ends, and each of its pages says that the service refuses it', async () => {
    server.revokeIssuedTokens();
    const { bulkUploadUrl } = await stage().read<{ bulkUploadUrl: string }>(`/muster/jobs/${jobId()}`);
    await stage().upload([3_000], true, bulkUploadUrl);
    const job = `/muster/jobs/${jobId()}`;
    await eventually(async () => expect(await stage().read(job)).toMatchObject({ state: 'Quarantine' }));
    await page.getByRole('navigation', { name: 'Main' }).getByTitle('Escrow').click();
    const banner = page.getByRole('region', { name: 'What to do' });
    await banner.getByText('Contractors to the helpdesk is in quarantine').waitFor();
    await banner.getByRole('link', { name: 'What to do' }).click();
    await page
      .getByRole('region', { name: 'Out of the quarantine' })
      .getByText('the target refuses to work with it')
      .waitFor();
    await expectAccessible();
  });

  test('a new token is tried before it is saved, and what was waiting goes on', async () => {
    await page.getByRole('link', { name: 'Open the connection' }).click();
    const form = page.getByRole('form', { name: 'Connection' });
    await form.getByRole('button', { name: 'Replace' }).click();
    await form.getByLabel('Token', { exact: true }).fill('mistyped');
    await form.getByRole('button', { name: 'Test before saving' }).click();
    await form.locator('.test-result .st.fail').waitFor();
    await expectAccessible();
    await form.getByLabel('Token', { exact: true }).fill(server.token);
    await form.getByRole('button', { name: 'Test before saving' }).click();
    await form.getByText('The target takes it').waitFor();
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await form.getByText('Saved', { exact: true }).waitFor();
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain(server.token);

    await page.getByRole('navigation', { name: 'Main' }).getByTitle('Status').click();
    const card = page.getByRole('region', { name: 'Out of the quarantine' });
    await card.getByRole('button', { name: 'Test connection' }).click();
    await card.getByText('The target takes it').waitFor();
    await card.getByRole('button', { name: 'Restart…' }).click();
    await page.getByRole('radio', { name: /^Evaluate everybody anew/ }).check();
    await page.getByRole('button', { name: 'Restart the job' }).click();
    await page.getByText('The quarantine is over').waitFor();
    await eventually(async () => expect(server.users.size).toBe(1));
  });
}
