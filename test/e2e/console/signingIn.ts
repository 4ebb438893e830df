/** Signing in and out: as whom, a link that leads somewhere, and what of it stays in a browser. */
import { accessibilityFaults, accountOf } from '../../support/consoleBrowser';
import type { ConsoleStage } from './stage';

/** @param stage asked for when a test runs */
export function describeSigningIn(stage: () => ConsoleStage): void {
  test('leads back to where one wanted to be, leaves no token behind, and lasts over a reload', async () => {
    const { browser, jobPath, stack } = stage();
    const page = await browser.as('Otto Lind', jobPath('audit?by=Muster'));
    expect(await accountOf(page).innerText()).toContain('Operator');
    const isAt = () => expect(page.url()).toBe(`${stack.info.consoleUrl}${jobPath('audit?by=Muster')}`);
    isAt();
    await page.reload();
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    isAt();
    const kept = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])');
    expect(kept).not.toMatch(/eyJ|token|code|verifier/i);
  });

  test('ends in every tab at once, and a click leads on', async () => {
    const { browser, stack } = stage();
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
}
