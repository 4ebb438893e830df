/**
 * Starts the demo, signs in and takes the pictures of docs/console.md into docs/images/console. WebP, by the browser's own
 * encoder. Fails where the document does not show each of them, and where a state of the console is nowhere in the demo.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openConsoleBrowser } from '../../support/consoleBrowser';
import { ROOT, type Stack, startStack, temporaryFolder } from '../../support/stack';
import { PICTURES, type Picture } from './pictures';
import { STATES } from './states';

const FOLDER = join(ROOT, 'docs/images/console');
const DOCUMENT = join(ROOT, 'docs/console.md');
const MOST_BYTES = 200_000;
const QUALITY = 82;
/** What fades in has done so, and the charts have their second answer. */
const CALM_MS = 1_200;

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const wanted = PICTURES.filter(({ name }) => only.length === 0 || only.includes(name));
  const data = temporaryFolder();
  console.log('Making the demo, which takes a minute');
  const stack = await startStack(join(data.path, 'demo'), {}, ['--demo']);
  const browser = await openConsoleBrowser(stack);
  const unseen: string[] = [];
  try {
    const jobs = await jobsOf(stack);
    const page = await browser.as('Ada Dahl');
    if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    for (const picture of wanted) await take(page, picture, jobs, stack);
    for (const { job, path, says } of only.length === 0 ? STATES : []) {
      await page.goto(addressOf(stack, jobs, job, path));
      const isSeen = await page
        .locator('#main')
        .getByText(says)
        .first()
        .waitFor()
        .then(
          () => true,
          () => false,
        );
      if (!isSeen) unseen.push(`Nothing in the demo says ${says}: ${job ?? ''} ${path}`);
    }
  } finally {
    await browser.close();
    await stack.stop();
    data.remove();
  }
  const faults = browser.faults();
  const missing = PICTURES.filter(
    ({ name }) => !readFileSync(DOCUMENT, 'utf8').includes(`images/console/${name}.webp`),
  );
  for (const fault of [...faults, ...unseen]) console.error(fault);
  for (const { name } of missing) console.error(`docs/console.md does not show ${name}.webp`);
  process.exitCode = faults.length + unseen.length + missing.length === 0 ? 0 : 1;
  console.log(`${readdirSync(FOLDER).length} pictures in docs/images/console`);
}

/** Ids by the name of the job's principal. */
async function jobsOf(stack: Stack): Promise<ReadonlyMap<string, string>> {
  const answer = await stack.call('/muster/overview?recent=false');
  const { value } = (await answer.json()) as { value: readonly { displayName: string; jobId: string }[] };
  return new Map(value.map(({ displayName, jobId }) => [displayName, jobId]));
}

const addressOf = (stack: Stack, jobs: ReadonlyMap<string, string>, job: Picture['job'], path: string) =>
  `${stack.info.consoleUrl}${job === undefined ? path : `jobs/${jobs.get(job)}/${path}`}`;

async function take(
  page: Page,
  { name, job, path, theme, ready }: Picture,
  jobs: ReadonlyMap<string, string>,
  stack: Stack,
) {
  await page.emulateMedia({ colorScheme: theme ?? 'light', reducedMotion: 'reduce' });
  await page.goto(addressOf(stack, jobs, job, path));
  await ready(page);
  await page.waitForTimeout(CALM_MS);
  const devtools = await page.context().newCDPSession(page);
  const shot = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await devtools.detach();
  const bytes = Buffer.from(shot.data, 'base64');
  if (bytes.length > MOST_BYTES)
    throw new Error(`${name} has ${bytes.length} bytes, at most ${MOST_BYTES} are for a picture.`);
  writeFileSync(join(FOLDER, `${name}.webp`), bytes);
  console.log(`${name}.webp ${Math.round(bytes.length / 1_000)} KB`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
