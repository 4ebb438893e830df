/** What docs/console.md shows of the demo: each picture by its name, its page, and what is done there before it is taken. */
import type { Page } from 'playwright-core';

export interface Picture {
  readonly name: string;
  /** Of the four; by the name of its principal. Absent: of no job. */
  readonly job?: 'Workers to Entra ID' | 'Contractors to Entra ID';
  /** Below `/console/`, or below the job's. */
  readonly path: string;
  readonly theme?: 'dark';
  /** @returns when all that is to be seen is there */
  ready(page: Page): Promise<unknown>;
}

const row = (page: Page) => page.locator('tbody tr').first().waitFor();
const WORKERS = 'Workers to Entra ID';
const CONTRACTORS = 'Contractors to Entra ID';

async function openEntry(page: Page): Promise<void> {
  await row(page);
  await page.keyboard.press('j');
  const drawer = page.getByRole('complementary');
  await drawer.getByText('History of this person').waitFor();
}

async function openMapping(page: Page): Promise<void> {
  const drawer = page.getByRole('complementary', { name: 'displayName' });
  await drawer.getByText('as you type').waitFor();
  await row(page);
}

async function showResult(page: Page): Promise<void> {
  await page.setInputFiles('input[type=file]', 'docs/examples/people.csv');
  await page.getByRole('button', { name: 'Show the result' }).click();
  await page.getByText(/^Deletion guard:/).waitFor();
}

async function runDry(page: Page): Promise<void> {
  await page.getByText('This was a dry run: nothing was written.').waitFor();
}

export const PICTURES: readonly Picture[] = [
  { name: 'overview', path: '', ready: row },
  { name: 'overview-dark', path: '', theme: 'dark', ready: row },
  { name: 'status', job: WORKERS, path: 'status', ready: (page) => page.getByText('Technical information').waitFor() },
  { name: 'logs', job: WORKERS, path: 'logs?status=failure', ready: openEntry },
  { name: 'logs-dark', job: WORKERS, path: 'logs', theme: 'dark', ready: openEntry },
  {
    name: 'person',
    job: WORKERS,
    path: 'people/W10038',
    ready: (page) => page.getByText('What is the matter').or(page.getByText('Next try')).first().waitFor(),
  },
  { name: 'upload', job: WORKERS, path: 'upload', ready: showResult },
  { name: 'mapping', job: WORKERS, path: 'mapping?mapping=displayName', ready: openMapping },
  { name: 'mapping-dark', job: WORKERS, path: 'mapping?mapping=displayName', theme: 'dark', ready: openMapping },
  { name: 'on-demand', job: WORKERS, path: 'on-demand?person=W10038&run=dry', ready: runDry },
  { name: 'held', job: CONTRACTORS, path: 'held', ready: row },
  { name: 'escrow', job: WORKERS, path: 'escrow', ready: (page) => page.getByText('Show').first().waitFor() },
];
