/**
 * A browser at the console of a stack: Debian's Chromium, driven over its own protocol. Whatever the page's policy refuses,
 * whatever it logs as an error and whatever nobody caught is kept, so that a story can end by finding nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { STEP_MS } from './patience';
import type { StackInfo } from './stack';

const CHROMIUM = '/usr/bin/chromium';
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const OPTIONS = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
};

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
  }[];
}

/** Runs in the page, before anything of its own. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  keepViolation([event.violatedDirective, event.blockedURI, event.sourceFile].join(' ')));`;

export type Person = 'Ada Dahl' | 'Otto Lind' | 'Rita Voss';

/** @throws where the Debian packages are missing, by their names */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`${CHROMIUM} is missing: run "sh test/support/installPackages.sh chromium fonts-inter".`);
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page so far, a line each. */
  readonly faults: string[];
}

export async function openPage(browser: Browser, { baseUrl }: Pick<StackInfo, 'baseUrl'>): Promise<Watched> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce', // colours that are on their way are none that anybody chose
  });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`not caught: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction('keepViolation', (text: string) => faults.push(`refused by the policy: ${text}`));
  await page.addInitScript({ content: TELL_VIOLATIONS });
  return { context, page, faults };
}

/** Opens a path as somebody who is not signed in, and signs in as this person. */
export async function signIn(
  page: Page,
  { consoleCode }: StackInfo,
  person: Person,
  path = '/console/',
): Promise<void> {
  await page.goto(path);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in to your local Muster' }).waitFor();
  await page.getByLabel('Code').fill(consoleCode);
  await page.getByRole('button', { name: new RegExp(person) }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** What axe finds, a line each: the rule, and where. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate(`axe.run(${JSON.stringify(OPTIONS)})`)) as AxeResults;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => {
      return `${id} at ${JSON.stringify(target)}: ${failureSummary.split('\n')[1] ?? ''}`;
    }),
  );
}
