/** `npm start`'s own host under SIGKILL, again and again, on one data folder; then what it shows is held against the promises. */
import { setTimeout as wait } from 'node:timers/promises';
import { atJob } from '../../support/openJob';
import { type Stack, startAndKill, startStack, temporaryFolder } from '../../support/stack';
import { prepareJob } from '../stages/prepareJob';
import type { Stage } from '../stages/stage';
import { type Evidence, gatherEvidence, type JobState, readJob } from './evidence';
import { type Kill, type KillOptions, planKills } from './plan';
import { brokenPromises } from './promises';
import { createUploader, type Uploader } from './uploader';

export interface Outcome {
  readonly broken: readonly string[];
  readonly evidence: Evidence;
  /** Attempts to upload that got no answer. */
  readonly unanswered: number;
  readonly seconds: number;
}

const POLL_MS = 500;

/** @param tell told of progress, a line at a time */
export async function pullThePlug(options: KillOptions, stage: Stage, tell: (line: string) => void): Promise<Outcome> {
  const began = performance.now();
  const plan = planKills(options);
  const uploader = createUploader(plan.bulks);
  const folder = temporaryFolder();
  const environment = { VERIFIED_DOMAINS: 'adatum.example', ...stage.environment };
  const host = await startStack(folder.path, environment);
  let stack = host;
  try {
    stack = await prepareJob(host, stage);
    const { jobId } = stack.info;
    for (const [index, kill] of plan.kills.entries()) {
      await liveUntil(kill, stack, uploader);
      if (kill.againAfterMs !== undefined) await startAndKill(folder.path, environment, kill.againAfterMs);
      const started = performance.now();
      stack = atJob(await startStack(folder.path, environment), jobId);
      const back = secondsSince(started);
      const counts = `${uploader.answered} of ${plan.bulks.length} bulks answered, ${describe(await readJob(stack))}`;
      const again = kill.againAfterMs === undefined ? '' : ', and again while starting';
      const stop = kill.storage === undefined ? '' : `, storage stood still for ${kill.storage.forMs} ms`;
      tell(`kill ${index + 1} of ${plan.kills.length}: ${kill.victim}${again}${stop}, ${counts}, back in ${back} s`);
    }
    await uploader.send(stack, plan.bulks.length);
    tell(`all ${plan.bulks.length} bulks answered after ${secondsSince(began)} s`);
    await settled(stack, tell);
    tell(`everything processed after ${secondsSince(began)} s; looking at what is there`);
    const evidence = await gatherEvidence(stack, stage, plan, uploader);
    const seconds = (performance.now() - began) / 1_000;
    return { broken: brokenPromises(evidence), evidence, unanswered: uploader.unanswered, seconds };
  } finally {
    await stack.kill();
    folder.remove();
  }
}

async function liveUntil(
  { answered, sent, delayMs, victim, storage }: Kill,
  stack: Stack,
  uploader: Uploader,
): Promise<void> {
  await stack.token(); // else a sudden kill would come before the first bulk leaves
  const uploading = uploader.send(stack, sent);
  await Promise.race([uploader.reached(answered), uploading]);
  const goOn = storage === undefined ? () => undefined : stack.stopStorage();
  if (storage !== undefined) await wait(storage.forMs);
  if (storage?.killsMeanwhile !== true) goOn();
  await wait(delayMs);
  await stack.kill(victim);
  goOn(); // an emulator that is left alone has to be able to end
  await uploading;
}

/** Waits until every cycle is closed and no reference waits any more, and stays so, or nothing has come of it for long. */
async function settled(stack: Stack, tell: (line: string) => void): Promise<void> {
  let changedAt = performance.now();
  let last = '';
  let quietAt: number | undefined;
  while (performance.now() < changedAt + PATIENCE_MS) {
    const job = await readJob(stack);
    const isQuiet = job.progress.length === 0 && job.code === 'Active' && (await noneWaits(stack));
    quietAt = isQuiet ? (quietAt ?? performance.now()) : undefined;
    if (quietAt !== undefined && performance.now() - quietAt >= QUIET_MS) return;
    const now = describe(job);
    if (now !== last) {
      tell(now);
      [last, changedAt] = [now, performance.now()];
    }
    await wait(POLL_MS);
  }
  tell('patience is over');
}

function describe({ code, progress }: JobState): string {
  const [open] = progress;
  return open === undefined ? `the job is ${code}` : `${open.completedUnits} of ${open.totalUnits} processed`;
}

async function noneWaits(stack: Stack): Promise<boolean> {
  const answer = await stack.call(`/muster/jobs/${stack.info.jobId}/waitingReferences?$top=1`);
  return ((await answer.json()) as { value: unknown[] }).value.length === 0;
}

/**
 * Without any news. A message that was worked on when the plug was pulled comes back after seconds, a reference is looked at every five
 * minutes, and a slow service takes minutes for the sixteen messages that are worked on and committed together.
 */
const PATIENCE_MS = 600_000;

/** Two of the timer's rounds and more: what was asked for while a cycle ran, as a look at everybody, begins behind its end. */
const QUIET_MS = 12_000;

function secondsSince(time: number): string {
  return ((performance.now() - time) / 1_000).toFixed(1);
}
