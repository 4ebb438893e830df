/** A day with the console, one story: a file goes out, what came of it is read and mended, and the job is run. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { accessibilityFaults, accountOf, WIDE } from '../../support/consoleBrowser';
import { eventually } from '../../support/eventually';
import { tellStory } from '../../support/story';
import type { ConsoleStage } from './stage';
import { TWO_AGENTS } from './twoAgents';

/** Three who fail for their domain, one whose name is markup, one whose manager has not come. */
function csvOf(people: number): string {
  const rows = Array.from({ length: people }, (_, index) => {
    const mail = index < 3 ? `p${index}@elsewhere.test` : `p${index}@example.com`;
    const name = index === 5 ? '<img src=x onerror=alert(1)>' : `Ada ${index}`;
    return `${9_000 + index},"${name}",Dahl,${mail},Active,Guide,Sales,${index === 7 ? '4711' : ''}`;
  });
  return ['WorkerID,FirstName,LastName,Email,WorkerStatus,JobTitle,Department,ManagerID', ...rows].join('\n');
}

const CSV = csvOf(120);

/** @param stage asked for when a test runs */
export function describeDaily(stage: () => ConsoleStage): void {
  tellStory();

  /** Ada's, an administrator's. */
  let page: Page;

  const muster = (name: string) => `/muster/jobs/${stage().stack.info.jobId}/${name}`;
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const expectAccessible = async () => expect(await accessibilityFaults(page)).toEqual([]);

  /** Within the program: a reload would sign in anew. */
  async function go(name: string): Promise<void> {
    const link = page.getByRole('navigation', { name: 'Main' }).getByTitle(name, { exact: true });
    await link.click();
  }

  async function offer(csv: string): Promise<void> {
    await page.setInputFiles('input[type=file]', {
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv),
    });
  }

  async function downloaded(button: string): Promise<string> {
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    return readFileSync(await (await file).path(), 'utf8');
  }

  const uploads = async () => (await stage().read<{ value: readonly unknown[] }>(muster('uploads'))).value.length;

  test('somebody opens a deep link, signs in with the code of the terminal, and is where the link led', async () => {
    page = await stage().browser.as('Ada Dahl', stage().jobPath('logs?status=failure'));
    await heading('Provisioning logs');
    expect(await accountOf(page).innerText()).toContain('Admin');
    expect(page.url()).toContain('/logs?status=failure');
    expect(page.url()).not.toContain('code=');
    const ms = await page.evaluate<number>("performance.getEntriesByName('interactive')[0].startTime");
    process.stdout.write(`The console was interactive ${Math.round(ms)} ms after its page was asked for.\n`);
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toMatch(/eyJ/);
  });

  test('the overview tells of a job that has nothing yet, to everybody alike', async () => {
    await go('Overview');
    await heading('Overview');
    await page.getByText('none yet').waitFor();
    await expectAccessible();
  });

  test('the result for a thousand is gone through by keyboard, only what is in sight is drawn, and nothing is sent', async () => {
    await go('Upload');
    await page.getByRole('button', { name: 'Copy as cURL' }).waitFor(); // also before there is anything to send
    await offer(csvOf(1_000));
    await page.getByRole('button', { name: 'Show the result' }).click();
    await page.getByRole('button', { name: /^Create 1,000$/ }).waitFor();
    const table = page.getByRole('table', { name: 'What happens' });
    expect(await table.getAttribute('aria-rowcount')).toBe('1001');
    expect(await table.locator('tbody tr').count()).toBeLessThan(200);
    const drawer = page.getByRole('complementary');
    for (let pressed = 0; pressed < 25; pressed += 1) await page.keyboard.press('j');
    await drawer.getByRole('heading', { name: '9024' }).waitFor();
    const row = await table.getByRole('button', { name: '9024' }).boundingBox();
    expect(row?.y).toBeGreaterThan(0);
    expect(row?.y).toBeLessThan(WIDE.height);
    await expectAccessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await table.getByRole('button', { name: '9999' }).waitFor();
    expect(await table.locator('tbody tr').count()).toBeLessThan(200);
    await page.getByRole('region', { name: 'File' }).getByRole('button', { name: 'Change' }).click();
    expect(await uploads()).toBe(0);
  });

  test('a file is mapped by itself, shown as its result and sent', async () => {
    await offer(CSV);
    await page.getByText('120 rows').waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Show the result' }).click();
    await page.getByRole('button', { name: /^Create 120$/ }).waitFor();
    await page.getByText('Deletion guard: 0 of 500').waitFor();
    await page.getByRole('button', { name: 'Send 120 people' }).click();
    await page.getByText('Everybody has an answer').waitFor();
    await page.getByText('3 failed').waitFor();
    expect(await downloaded('Failures as JSON')).toContain('p2@elsewhere.test');
    expect(await uploads()).toBe(3);
  });

  test('sent once more, nothing is sent', async () => {
    await page.getByRole('button', { name: 'Upload another file' }).click();
    await offer(CSV);
    await page.getByRole('button', { name: 'Show the result' }).click();
    await page.getByRole('button', { name: 'Send 120 people' }).click();
    await page.getByText('Everybody has an answer').waitFor();
    expect(await uploads()).toBe(3);
    await page.reload();
    await page.getByRole('region', { name: 'What this tab has sent last' }).getByText('3 failed').waitFor();
  });

  test('what came of it is told person by person', async () => {
    await page.getByRole('link', { name: 'Open the uploads' }).click();
    await heading('Uploads');
    await expectAccessible();
    await page.locator('tbody tr').last().getByRole('link').click();
    await heading(/^Upload ~/);
    await page.getByRole('button', { name: /^Failure 3$/ }).click();
    await page.getByRole('cell', { name: 'InvalidDomain' }).first().waitFor();
    expect(await page.locator('tbody tr').count()).toBe(3);
    await expectAccessible();
    const again = JSON.parse(await downloaded('Failures as JSON')) as { Operations: readonly { data: object }[] };
    expect(again.Operations.map(({ data }) => data)).toMatchObject(
      [9_000, 9_001, 9_002].map((number) => ({ externalId: `${number}`, active: true })),
    );
  });

  test('the log is read by keyboard: filtered, opened, gone through, closed', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await heading('Provisioning logs');
    await page.getByRole('button', { name: /^Status/ }).click();
    await page.getByLabel('Failure').check();
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await page.locator('tbody tr.opens').count()).toBe(3));
    expect(page.url()).toContain('status=failure');
    await page.keyboard.press('j');
    const drawer = page.getByRole('complementary');
    await drawer.getByText('Determine if User is in scope').waitFor();
    await drawer.getByText('History of this person').waitFor();
    await expectAccessible();
    const first = await drawer.getByRole('heading', { level: 2 }).textContent();
    await page.keyboard.press('j');
    await eventually(async () => expect(await drawer.getByRole('heading', { level: 2 }).textContent()).not.toBe(first));
    await drawer.getByRole('tab', { name: 'Troubleshooting' }).click();
    await drawer.getByText('Next try').first().waitFor();
    await expectAccessible();
    await drawer.getByRole('tab', { name: 'Raw' }).click();
    await drawer.getByText('"provisioningStatusInfo"').waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  test('somebody is found by name from anywhere, and markup in a name is only its letters', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('onerror');
    await page.getByRole('option', { name: /9005/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await heading('<img src=x onerror=alert(1)> Dahl');
    expect(await page.locator('main img').count()).toBe(0);
    await page.getByText('The account is as the data says.').waitFor();
    await expectAccessible();
    await go('People');
    await page.getByText('100+ people').waitFor();
    await expectAccessible();
    await page.keyboard.press('End');
    await page.getByText('120 people', { exact: true }).waitFor();
  });

  test('from the overview three clicks lead to who fails, with why, what to do and when next; one more to the mapping', async () => {
    await go('Overview');
    await page.getByRole('table', { name: 'Jobs' }).getByRole('link', { name: '3', exact: true }).click();
    await page.getByRole('button', { name: 'Show 3 people' }).click();
    const people = page.getByRole('table', { name: 'People who fail with InvalidDomain' });
    await people.getByText('9001').waitFor();
    await expectAccessible();
    await people.getByRole('link', { name: '9002' }).click();

    const matter = page.getByRole('region', { name: 'What is the matter' });
    await matter.getByText('InvalidDomain').waitFor();
    await matter.getByText(/elsewhere\.test/).waitFor();
    await matter.getByText('Next try').waitFor();
    await matter.getByText('Map userPrincipalName onto a verified domain').waitFor();
    await matter.getByRole('link', { name: 'Open the mapping' }).click();
    await page.getByRole('complementary', { name: 'userPrincipalName' }).waitFor();
    expect(page.url()).toContain('for=9002');
  });

  test('who waits is told by name, and which agents are there, if any is needed', async () => {
    await go('Waiting references');
    await page.getByRole('table').getByRole('link', { name: '4711' }).waitFor();
    await expectAccessible();
    await go('Agents');
    await page.getByText('This job needs no agent').waitFor();
    await expectAccessible();
    await go('Doctor');
    await page.getByText('Everything that a deployment needs is there.').waitFor();
    await expectAccessible();
    await page.route(/\/agents$/, (route) => route.fulfill({ json: TWO_AGENTS }));
    await page.goBack();
    await page.getByRole('cell', { name: 'site-b', exact: true }).waitFor();
    await expectAccessible();
    await page.unroute(/\/agents$/);
  });

  test('a job is paused and started, and says what that does', async () => {
    await go('Status');
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Nothing is lost').waitFor();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Pause the job' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start the job' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('The target takes it: people can be looked up in it.').waitFor();
    await page.getByRole('region', { name: 'Connection' }).getByText('the target took it').waitFor();
    await expectAccessible();
  });

  test('a setting is saved where it is right, and tells what is wrong where it is not', async () => {
    await go('Connection and settings');
    const guard = page.getByRole('form', { name: 'Deletion guard' });
    await guard.getByLabel('Threshold').fill('many');
    await guard.getByText('A whole number from 0').waitFor();
    await expectAccessible();
    await guard.getByLabel('Threshold').fill('250');
    await page.keyboard.press('Enter');
    await guard.getByText('Saved').waitFor();
    expect(await stage().read(muster('guard'))).toMatchObject({ threshold: 250 });
  });

  test('a quarantine is told on every page of the job, with the way out on its own', async () => {
    await go('Status');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Quarantine…' }).click();
    await page.getByLabel('Reason').fill('The export is broken.');
    await page.getByRole('button', { name: 'Quarantine the job' }).click();
    const card = page.getByRole('region', { name: 'Out of the quarantine' });
    await card.getByText('Stopped by Ada Dahl').waitFor();
    await go('People');
    await page.getByText('somebody stopped it').waitFor();
    await page.getByRole('link', { name: 'What to do' }).click();
    await card.getByRole('button', { name: 'Restart…' }).click();
    await page.getByRole('button', { name: 'Restart the job' }).click();
    await page.getByText('The quarantine is over').waitFor();
  });

  test('what was known stays while nobody answers, and goes on by itself when somebody does', async () => {
    await go('Overview');
    await page.route(/\/muster\//, (route) => route.abort());
    await page
      .getByText(/Muster does not answer since/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: '117' }).waitFor();
    await page.unroute(/\/muster\//);
    await page
      .getByText(/Muster does not answer since/)
      .first()
      .waitFor({ state: 'detached' });
  });

  test('a reader sees everything, and is told whose deed the rest is', async () => {
    const rita = await stage().browser.as('Rita Voss', stage().jobPath('status'));
    expect(await accountOf(rita).innerText()).toContain('Reader');
    const pause = rita.getByRole('button', { name: 'Pause' });
    await pause.waitFor();
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    await rita.getByText('Needs Muster.Operator').first().waitFor({ state: 'attached' });
  });
}
