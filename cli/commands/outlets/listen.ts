/** `muster outlet listen`: events as they come, without an address of one's own. */
import type { Command } from 'commander';
import { newSecret, SECRET_BYTES, signatureHeaders } from '../../../shared/outlets/signing';
import { fetchEvents, type OutletEvent, outletPath } from '../../client/webhooks/outlets';
import { EXIT } from '../../exit';
import { localTime } from '../../output/numbers';
import { addCommand, type Muster, type Stage } from '../command';
import { openJob } from '../jobDesk';

interface Listening {
  readonly forwardTo?: string;
  readonly types?: string;
}

/** The service's longest. */
const WAIT_SECONDS = 20;

export function addOutletListen(family: Command, stage: Stage): void {
  addCommand<Listening>(family, stage, {
    name: 'listen',
    summary: 'Show events as they come, and hand them on to a program of yours',
    description:
      'Makes an outlet for the while, and removes it at the end (Ctrl-C, or --timeout). Events that are handed on are signed anew, with a secret that is made for the while and told first.',
    examples: [
      'muster outlet listen --timeout 1s',
      "muster outlet listen --types 'muster.person.*' --timeout 1s -o ndjson",
    ],
    options: (command) =>
      command
        .option('--forward-to <url>', 'send each event there as well, such as http://localhost:3000/hook')
        .option('--types <a,b>', 'only these'),
    run: async (muster, _, { types, forwardTo }) => {
      const { http, own } = await openJob(muster);
      const { world, options, messages } = muster;
      const name = `listen-${world.uuid().slice(0, 8)}`;
      const secret = newSecret(globalThis.crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
      const wanted = types?.split(',').map((type) => type.trim()) ?? [];
      await http.call('POST', `${own}/outlets`, { body: { name, url: null, types: wanted, include: 'changes' } });
      messages.note(`Listening as outlet ${name}.`);
      if (forwardTo !== undefined) messages.note(`Handed on to ${forwardTo}, signed with ${secret}`);
      const until = options.timeout === undefined ? Number.POSITIVE_INFINITY : world.now() + options.timeout;
      try {
        for (let after = ''; world.now() < until && !world.interrupted.aborted; ) {
          const left = Math.max(0, Math.min(WAIT_SECONDS, Math.floor((until - world.now()) / 1_000)));
          const { value, after: next } = await fetchEvents(http, own, name, after, left);
          for (const event of value) await hand(event, forwardTo, secret, muster);
          after = next;
        }
      } finally {
        await http.ask('DELETE', outletPath(own, name)).catch(() => undefined); // else it is gone in a quarter of an hour
      }
      return EXIT.done;
    },
  });
}

async function hand(found: OutletEvent, to: string | undefined, secret: string, muster: Muster): Promise<void> {
  const { answers, messages, world } = muster;
  const { id, type, person, activityDateTime, event } = found;
  await answers.raw(
    answers.format === 'table'
      ? `${localTime(activityDateTime)}  ${person ?? ''}  ${type}\n`
      : `${JSON.stringify(event)}\n`,
  );
  if (to === undefined) return;
  const body = JSON.stringify(event);
  try {
    const headers = {
      'content-type': 'application/cloudevents+json',
      ...signatureHeaders({ id, body }, [secret], world.now()),
    };
    const { status } = await world.fetch(to, { method: 'POST', headers, body, redirect: 'manual' });
    if (status < 200 || status > 299) messages.warn(`${to} answered ${status} to ${id}.`);
  } catch (error) {
    messages.warn(`${to} did not take ${id}: ${(error as Error).message}`);
  }
}
