/** Mappings, scope and on demand in the browser: changed on a real person, reviewed, saved, and met by somebody else's change. */
import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../../support/consoleBrowser';
import { eventually } from '../../support/eventually';
import type { ConsoleStage } from './stage';

/** Somebody who has an account. */
const SOMEBODY = 2_000;

/** CodeMirror takes no Enter for a choice while a list is newer than 75 ms. */
const LIST_IS_DEAF_MS = 150;

const drawer = (page: Page) => page.getByRole('complementary', { name: 'jobTitle' });
const editor = (page: Page) => page.getByRole('textbox', { name: 'Expression' });

/** @param stage asked for when a test runs */
export function describeMapping(stage: () => ConsoleStage): void {
  const schema = async () =>
    (await stage().stack.call(stage().stack.info.bulkUploadUrl.replace(/[^/]*$/, 'schema'))).text();

  beforeAll(async () => {
    const { upload, read, browser, stack } = stage();
    await upload([SOMEBODY]);
    const path = `/muster/jobs/${stack.info.jobId}/people/${SOMEBODY}`;
    await eventually(async () => expect(await read(path)).toMatchObject({ state: 'linked' }));
    await browser.as('Ada Dahl');
  });

  /** A tab of its own, so that no story finds the draft of another. */
  async function open(path: string, tab?: Page): Promise<Page> {
    const page = tab ?? (await stage().browser.tab());
    await page.goto(`${stage().stack.info.consoleUrl}${stage().jobPath(path)}`);
    return page;
  }

  /** @returns lets what was asked for meanwhile, and what is asked for from then on, come */
  async function withhold(page: Page, files: RegExp): Promise<() => void> {
    const gate = new EventEmitter();
    const opened = once(gate, 'open');
    await page.route(files, (route) => opened.then(() => route.continue()));
    return () => void gate.emit('open');
  }

  async function write(page: Page, expression: string): Promise<void> {
    await drawer(page).getByRole('radio', { name: 'An expression' }).check({ force: true });
    await editor(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(expression);
    await drawer(page).getByRole('heading', { level: 2 }).click(); // out of the list of completions
  }

  /** Takes what is offered by keyboard: the list changes with every letter, and a click may meet what has moved. */
  async function complete(page: Page, typed: string, name: RegExp): Promise<void> {
    await page.keyboard.type(typed);
    await page.getByRole('option', { name, selected: true }).waitFor();
    await page.waitForTimeout(LIST_IS_DEAF_MS);
    await page.keyboard.press('Enter');
  }

  /** @returns the longest time from a key to a change of what the expression gives; of keys that change nothing, none */
  async function watchKeys(page: Page): Promise<() => Promise<number>> {
    await page.evaluate(`{
      let keyAt;
      globalThis.slowestMs = 0;
      addEventListener('keydown', () => { keyAt = performance.now(); }, true);
      new MutationObserver(() => {
        if (keyAt !== undefined) slowestMs = Math.max(slowestMs, performance.now() - keyAt);
        keyAt = undefined;
      }).observe(document.querySelector('.result'), { subtree: true, childList: true, characterData: true });
    }`);
    return () => page.evaluate<number>('slowestMs');
  }

  test('an expression shows its value for a real person while it is typed, and where it is wrong', async () => {
    const page = await open(`mapping?mapping=jobTitle&for=${SOMEBODY}`);
    await drawer(page).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
    await page.locator('.result').waitFor();
    const slowestMs = await watchKeys(page);
    await write(page, 'Join(" ", [name.givenName], "of Muster"');
    await drawer(page).getByRole('insertion').getByText('Person of Muster').waitFor();
    expect(asked.filter((one) => /^POST|parseExpression|evaluate/.test(one))).toEqual([]); // the engine is in the page
    const ms = Math.round(await slowestMs());
    process.stdout.write(`What an expression gives stood there at most ${ms} ms after the key.\n`);

    await write(page, 'Jion([title])');
    await drawer(page).getByRole('paragraph').getByText('Column 1: There is no function Jion').waitFor();
    expect(await drawer(page).locator('.cm-content .fault').innerText()).toBe('Jion');
    await expect(editor(page).getAttribute('aria-invalid')).resolves.toBe('true');
    await expect(drawer(page).getByRole('button', { name: 'Done' }).getAttribute('aria-disabled')).resolves.toBe(
      'true',
    );

    await editor(page).click();
    await page.keyboard.press('Control+a');
    await complete(page, 'ToLo', /^ToLower/);
    await complete(page, '[displ', /^displayName/);
    await drawer(page).getByRole('insertion').getByText(`person ${SOMEBODY}`, { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.keyboard.press('Escape'); // out of the editor
    await page.keyboard.press('Escape'); // out of the drawer, and nothing that was typed is lost
    await drawer(page).waitFor({ state: 'detached' });
    await page.getByText('you have 1 unsaved change', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  test('nothing is saved without its review; somebody else’s change is met and not overwritten', async () => {
    const mine = await open(`mapping?mapping=jobTitle&for=${SOMEBODY}`);
    const theirs = await open(`mapping?mapping=jobTitle&for=${SOMEBODY}`); // the address of the first may be that of its sign-in still
    await drawer(theirs).waitFor();

    await write(theirs, '"Theirs"');
    await save(theirs);
    expect(await schema()).toContain('Theirs');

    await mine.bringToFront(); // a page behind another is drawn once a second
    await write(mine, '"Mine"');
    await drawer(mine).getByRole('button', { name: 'Done' }).click();
    const letImpactCome = await withhold(mine, /\/schema\/impact/);
    await mine.getByRole('button', { name: 'Review and save' }).click();
    const review = mine.getByRole('dialog', { name: 'Review and save' });
    await review.getByRole('cell', { name: '"Mine"' }).waitFor();
    await review.getByText('No mapping tests are kept with this job.').waitFor();
    const verb = review.getByRole('button', { name: 'Save' });
    await expect(verb.getAttribute('title')).resolves.toContain('What changes for whom has not been seen.');
    await expect(verb.getAttribute('aria-disabled')).resolves.toBe('true');
    letImpactCome();
    await review.getByText(/stay as they are/).waitFor();
    expect(await accessibilityFaults(mine)).toEqual([]);
    await verb.click();

    const conflict = mine.getByRole('dialog', { name: 'Somebody else has saved this schema meanwhile' });
    await conflict.getByRole('radio', { name: /^Yours/ }).check();
    await conflict.getByRole('button', { name: 'Go on from theirs' }).click();
    await mine.getByRole('dialog', { name: 'Review and save' }).getByRole('button', { name: 'Save' }).click();
    await mine.getByText('nothing is changed', { exact: false }).waitFor();
    expect(await schema()).toContain('Mine');
  });

  test('a test that is kept with the job is red on a draft that breaks it, and wants the job’s name at the save', async () => {
    const page = await open(`mapping?mapping=jobTitle&for=${SOMEBODY}`);
    await drawer(page).waitFor();
    await page.getByRole('button', { name: 'Tests', exact: true }).click();
    const tests = page.getByRole('dialog', { name: 'Mapping tests' });
    await tests.getByRole('button', { name: 'Add as a test' }).click();
    await tests.getByText('1 test pass').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await tests.getByRole('button', { name: 'Close' }).click();

    await write(page, '"Broken"');
    await drawer(page).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Review and save' }).click();
    const review = page.getByRole('dialog', { name: 'Review and save' });
    await review.getByText('1 test of 1 fail.').waitFor();
    await review.getByText('values.jobTitle').waitFor();
    const save = review.getByRole('button', { name: 'Save' });
    await expect(save.getAttribute('aria-disabled')).resolves.toBe('true');
    await review
      .getByLabel(/A mapping test fails/)
      .fill((await review.getByLabel(/A mapping test fails/).getAttribute('placeholder')) ?? '');
    await expect(save.getAttribute('aria-disabled')).resolves.toBe('false');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Tests', exact: true }).click();
    await tests.getByRole('button', { name: /^Remove / }).click();
    await tests.getByText('No test yet').waitFor();
  });

  async function save(page: Page): Promise<void> {
    await drawer(page).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Review and save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('nothing is changed', { exact: false }).waitFor();
  }

  test('an earlier version is compared with what is in use, and comes back through the review', async () => {
    const page = await open(`mapping?for=${SOMEBODY}`);
    await page.getByRole('button', { name: 'JSON' }).click();
    const json = page.getByRole('dialog', { name: 'The schema as JSON' });
    await json.getByRole('textbox', { name: 'Schema' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Versions' }).click();
    const versions = page.getByRole('dialog', { name: 'Versions' });
    await versions.getByRole('region', { name: 'Compare' }).getByText('"Theirs"').waitFor();
    await versions.getByText('1 mapping differs.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await versions.getByRole('row').filter({ hasText: 'Take it as a draft' }).last().getByRole('button').click();

    await page.getByText('you have 1 unsaved change', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Review and save' }).click();
    const review = page.getByRole('dialog', { name: 'Review and save' });
    // What it gives is told of three people, and not of the one alone whom it was tried on.
    await eventually(async () => expect(await review.getByRole('cell').last().locator('div').count()).toBe(3));
    await review.getByRole('button', { name: 'Save' }).click();
    await page.getByText('nothing is changed', { exact: false }).waitFor();
    expect(await schema()).not.toMatch(/Mine|Theirs/);
  });

  test('a scope is said as a sentence, and tried on a person before anybody leaves it', async () => {
    const page = await stage().browser.tab();
    const letEngineCome = await withhold(page, /\/trying-\w+\.js$/);
    await open(`scope?for=${SOMEBODY}`, page);
    await page.getByText('Everybody is in scope.').waitFor();
    const tried = page.locator('section.card').filter({ hasText: 'What it says of one person' });
    await tried.getByRole('status', { name: 'Loading' }).waitFor();
    letEngineCome();
    await tried.getByText('In scope', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add a group' }).click();
    await page.getByLabel('Attribute').selectOption('userType');
    await page.getByLabel('Value').fill('Guest');
    await page.getByText('People are in scope if userType is «Guest».').waitFor();
    await page.getByText('Out of scope').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('one person is tried on demand, step by step, and nothing is written', async () => {
    const page = await open(`on-demand?person=${SOMEBODY}`);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('This was a dry run: nothing was written.').waitFor();
    await page.getByRole('table', { name: 'Attribute mapping' }).getByText('employeeId').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}
