/**
 * The console in a browser, as people use it, against a running stack. Whatever a page must never do is written down while it
 * is used: break its own policy, log an error, leave a rejection to nobody. `faults()` tells, and a suite expects none.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { STEP_MS } from './patience';
import { ROOT, type Stack } from './stack';

export type Person = 'Ada Dahl' | 'Otto Lind' | 'Rita Voss';

export interface ConsoleBrowser {
  /** A tab of the browser's one window: all of them share who is signed in. */
  tab(): Promise<Page>;
  /** The only tab, as somebody, at a path below `/console/`; whoever was signed in is no more, and their tabs are closed. */
  as(person: Person, path?: string): Promise<Page>;
  /** What pages did that no page may. What a test provokes is none: name the status, or a part of the words. */
  faults(provoked?: readonly (number | string)[]): readonly string[];
  close(): Promise<void>;
}

const CHROMIUM = '/usr/bin/chromium';
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const COLOURS = ['color-contrast', 'link-in-text-block'];
const RULES = { runOnly: ALL };
const RULES_OF_COLOUR = { runOnly: { type: 'rule', values: COLOURS } };
/** Without those of colour, which take longer than all others together. */
const RULES_OF_PLACE = { runOnly: ALL, rules: Object.fromEntries(COLOURS.map((rule) => [rule, { enabled: false }])) };
/** Rows are made by one component: the first dozen speak for a hundred, which take most of the time. */
const LIKE_THOSE_ABOVE = ['tbody > tr:nth-child(n + 13)'];
/** What is open above everything is what can be reached; the page below was judged as it stood alone. */
const TOPMOST = 'dialog[open]';
const TELL_VIOLATIONS =
  'addEventListener("securitypolicyviolation", (e) => console.error(`policy ${e.violatedDirective} ${e.blockedURI}`));';
export const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 390, height: 844 };
/** In the dark the same things have other colours; on a telephone they stand elsewhere and have the same. */
const SIGHTS = [
  { colorScheme: 'light', size: WIDE, rules: RULES },
  { colorScheme: 'dark', size: WIDE, rules: RULES_OF_COLOUR },
  { colorScheme: 'light', size: NARROW, rules: RULES_OF_PLACE },
] as const;

/** @throws {Error} that names the package where there is no browser */
export async function openConsoleBrowser(stack: Stack): Promise<ConsoleBrowser> {
  const browser = await launch();
  const faults: string[] = [];
  const window = await open(browser, faults);
  const tab = () => window.newPage();
  const { baseUrl, tenantId, consoleUrl, consoleCode } = stack.info;

  return {
    tab,
    async as(person, path = '') {
      const others = window.pages();
      const page = await tab();
      await Promise.all(others.map((other) => other.close())); // each asks the service every few seconds
      await page.goto(`${baseUrl}/${tenantId}/oauth2/v2.0/logout`);
      await page.goto(`${consoleUrl}${path}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Sign in as' }).waitFor();
      // Once a browser, and five times a minute at most.
      const code = page.getByLabel('Code');
      if ((await code.count()) > 0) await code.fill(consoleCode);
      await page.getByRole('button', { name: person }).click();
      await accountOf(page).waitFor();
      return page;
    },
    faults: (provoked = []) =>
      faults.filter((fault) => !provoked.some((one) => fault.includes(typeof one === 'number' ? ` ${one} ` : one))),
    close: () => browser.close(),
  };
}

/** Who is signed in, at the top of every page. */
export const accountOf = (page: Page): Locator => page.getByTitle('Account and display');

async function launch(): Promise<Browser> {
  try {
    return await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  } catch (error) {
    throw new Error(`There is no browser at ${CHROMIUM}: install the packages chromium and fonts-inter.`, {
      cause: error,
    });
  }
}

async function open(browser: Browser, faults: string[]): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  context.setDefaultTimeout(STEP_MS);
  await context.addInitScript({ content: TELL_VIOLATIONS });
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} at ${message.location().url}`);
  });
  context.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`); // a name from HR that became script would open one
    void dialog.dismiss();
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
  return context;
}

/**
 * What axe has against the page as it stands: in both themes on a desk, and on a telephone.
 * @returns a line a finding: where, which rule, which element
 */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  const where = {
    exclude: LIKE_THOSE_ABOVE,
    ...((await page.locator(TOPMOST).count()) > 0 && { include: [TOPMOST] }),
  };
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(AXE); // by the debugger, whom the page's policy does not bind
  for (const { colorScheme, size, rules } of SIGHTS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    const violations = await page.evaluate(
      async (options) => {
        const { axe } = globalThis as unknown as { axe: Axe };
        return (await axe.run(options.where, { ...options.what, resultTypes: ['violations'], preload: false }))
          .violations;
      },
      { where, what: rules },
    );
    for (const { id, nodes } of violations)
      found.push(...nodes.map(({ target }) => `${colorScheme}, ${size.width} px: ${id} at ${target.join(' ')}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDE);
  return found;
}

interface Axe {
  run(
    where: object,
    options: object,
  ): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly string[] }[];
    }[];
  }>;
}
