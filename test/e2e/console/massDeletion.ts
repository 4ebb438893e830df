/** A mass deletion in the browser: seen by whoever looks, allowed by the right person only, and exactly what was seen. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { accessibilityFaults, type Person } from '../../support/consoleBrowser';
import { eventually } from '../../support/eventually';
import type { ConsoleStage } from './stage';

const LEAVERS = Array.from({ length: 37 }, (_, index) => 1_000 + index);
/** Who is held at first and comes back, and who is held in their place. */
const STAYER = LEAVERS.slice(0, 1);
const LATECOMER = LEAVERS.slice(36);
const LATER = LEAVERS.slice(1).map(String);

/** Of a threshold of 0 also a single one waits, in whichever cycle it comes. @param stage asked for when a test runs */
export function describeMassDeletion(stage: () => ConsoleStage): void {
  const guard = () => stage().read<{ linked: number }>(`/muster/jobs/${stage().stack.info.jobId}/guard`);
  const held = async () => {
    const path = `/muster/jobs/${stage().stack.info.jobId}/heldDeletions`;
    const { value } = await stage().read<{ value: readonly { externalId: string }[] }>(path);
    return value.map(({ externalId }) => externalId).sort();
  };
  const open = (person: Person) => stage().browser.as(person, stage().jobPath('held'));

  beforeAll(async () => {
    const { stack, upload } = stage();
    const { servicePrincipalId, jobId } = stack.info;
    await stack.call(`/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}`, {
      method: 'PATCH',
      body: JSON.stringify({ schedule: { accidentalDeletionThreshold: 0 } }),
    });
    const { linked } = await guard();
    await upload(LEAVERS);
    await eventually(async () => expect(await guard()).toMatchObject({ linked: linked + LEAVERS.length }));
    await upload(LEAVERS.slice(0, 36), false);
    await eventually(async () => expect(await guard()).toMatchObject({ staged: 36 }));
  });

  const list = (page: Page) => page.getByRole('table', { name: 'People whose accounts are held' });

  test('is seen by an operator, who cannot allow it and is told who can', async () => {
    const page = await open('Otto Lind');
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

  test('of 36 is not allowed where one has gone and one has come; then exactly those are that were seen', async () => {
    const page = await open('Ada Dahl');
    await page.getByRole('button', { name: 'Disable 36 accounts…' }).click();
    const verb = page.getByRole('button', { name: 'Disable 36 accounts', exact: true });
    await expect(verb.getAttribute('aria-disabled')).resolves.toBe('true');
    await page.getByLabel('Type 36 to confirm').fill('35');
    await expect(verb.getAttribute('aria-disabled')).resolves.toBe('true');
    await page.getByLabel('Type 36 to confirm').fill('36');
    expect(await accessibilityFaults(page)).toEqual([]);

    await stage().upload(STAYER);
    await stage().upload(LATECOMER, false);
    await eventually(async () => expect(await held()).toEqual(LATER));
    await verb.click();
    await page.getByText('Other deletions are held by now, 36 of them').waitFor();
    expect(await held()).toEqual(LATER); // nobody went

    await page.keyboard.press('Escape');
    await list(page).getByText(`Person ${LATECOMER}`).waitFor();
    await page.getByRole('button', { name: 'Disable 36 accounts…' }).click();
    await page.getByLabel('Note').fill('Ticket 4711');
    await page.getByLabel('Type 36 to confirm').fill('36');
    await verb.click();
    await page.locator('#main').getByText('36 deletions were allowed and will run now.').waitFor();
    await page.getByRole('heading', { name: 'Nothing is held' }).waitFor();

    await page.getByRole('link', { name: 'Open the audit' }).click();
    const record = page.getByRole('row', { name: /Allow deletions/ });
    await record.waitFor();
    expect(await record.innerText()).toMatch(/Ada Dahl[\s\S]*Ticket 4711/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}
