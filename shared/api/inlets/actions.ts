/** What is done with an inlet: `rotate`, `pause`, `resume`, `replay`, `test` (spec/hands.md 2, N6, and 3.9). */
import type { Fields } from '../../engine/schema/parse/fields';
import { parseDuration } from '../../graph/duration';
import { receiveEvents } from '../../pipeline/inlets/receiveEvents';
import { MOST_REPLAYED, type Replayed, replayEvents } from '../../pipeline/inlets/replayEvents';
import { rotateSecret } from '../../pipeline/inlets/rotateSecret';
import { setInletState } from '../../pipeline/inlets/saveInlet';
import { type Sample, type TriedEvent, tryInlet } from '../../pipeline/inlets/tryInlet';
import type { Needs } from '../../pipeline/ports';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, GraphError, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields, readOptionalFields } from '../http/readFields';
import { WRITE_ANY_JOB } from '../http/roles';
import { withTargetErrors } from '../jobs/targetErrors';
import { timeOf, toInletBody } from './inletBody';
import { findInlet, type ManagePorts, saving } from './manage';

export type ActionPorts = ManagePorts &
  Needs<'events' | 'logger' | 'inletWatch' | 'refetches' | 'askVendor' | 'vendorTokens'>;

const DAY_MS = 24 * 60 * 60_000;
const LONGEST_OVERLAP_MS = 30 * DAY_MS;

export async function postRotate(call: Call, ports: ActionPorts): Promise<Reply> {
  const { value } = await findInlet(call, ports, WRITE_ANY_JOB);
  const rotation = await readOptionalFields(call.request, ports.maxRequestBytes, (fields) => ({
    secret: fields.optionalText('secret') ?? undefined,
    overlapMs: readOverlap(fields),
  }));
  const verdict = await saving(() => rotateSecret(value, rotation, initiator(call), ports));
  if (verdict.kind === 'unknown') throw resourceNotFound(value.inlet);
  if (verdict.kind === 'refused') {
    throw badRequest(verdict.message, [{ code: 'InvalidValue', target: 'secret', message: verdict.message }]);
  }
  const others = verdict.inlet.secrets.filter(({ id, use }) => use === 'verify' && id !== verdict.id);
  return {
    status: 200,
    body: {
      id: verdict.id,
      ...(verdict.made !== undefined && { secret: verdict.made }), // shown this once
      ending: others.map(({ id, endsAt }) => ({ id, endsDateTime: timeOf(endsAt) })),
    },
  };
}

function readOverlap(fields: Fields): number {
  const text = fields.optionalText('overlap') ?? 'PT24H';
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 0 && ms <= LONGEST_OVERLAP_MS) return ms;
  fields.report('overlap', 'InvalidValue', `overlap must be a duration up to 30 days, such as PT24H, got '${text}'.`);
  return 0;
}

export const postPause = (call: Call, ports: ActionPorts) => setState(call, 'paused', ports);
export const postResume = (call: Call, ports: ActionPorts) => setState(call, 'active', ports);

async function setState(call: Call, state: 'active' | 'paused', ports: ActionPorts): Promise<Reply> {
  const { value } = await findInlet(call, ports, WRITE_ANY_JOB);
  const inlet = await setInletState(value, state, initiator(call), ports);
  if (inlet === undefined) throw resourceNotFound(value.inlet);
  return { status: 200, body: await toInletBody(call, inlet, ports) };
}

export async function postReplay(call: Call, ports: ActionPorts): Promise<Reply> {
  const { value } = await findInlet(call, ports, WRITE_ANY_JOB);
  const wanted = await readFields(call.request, ports.maxRequestBytes, readReplayed);
  return { status: 202, body: await replayEvents(value, wanted, initiator(call), ports) };
}

const REPLAYABLE = ['parked', 'overtaken', 'ignored', 'accepted', 'coalesced'] as const;

function readReplayed(fields: Fields): Replayed {
  if (fields.has('ids') === fields.has('state')) {
    fields.report('', 'InvalidValue', 'Send either the ids of events, or the state of those that are meant.');
  }
  if (!fields.has('ids')) {
    const state = fields.choice('state', REPLAYABLE, 'parked');
    const code = fields.optionalText('code') ?? undefined;
    return { state, code, from: readTime(fields, 'from'), until: readTime(fields, 'to') };
  }
  const ids = [...new Set(fields.texts('ids'))];
  if (ids.length === 0 || ids.length > MOST_REPLAYED) {
    fields.report('ids', 'InvalidValue', `ids must name from 1 to ${MOST_REPLAYED} events, got ${ids.length}.`);
  }
  return { ids };
}

function readTime(fields: Fields, name: string): number | undefined {
  const text = fields.optionalText(name);
  const at = text === null ? undefined : Date.parse(text);
  if (at === undefined || !Number.isNaN(at)) return at;
  fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} must be a time, such as 2026-11-29T18:00:00Z.`);
  return undefined;
}

export async function postTest(call: Call, ports: ActionPorts): Promise<Reply> {
  const { value } = await findInlet(call, ports, WRITE_ANY_JOB);
  const { sample, send } = await readFields(call.request, ports.maxRequestBytes, readSample);
  const lookup = await ports.inletContexts.load(value);
  if (lookup.kind !== 'found') {
    const message = lookup.kind === 'unreadable' ? lookup.message : 'The inlet is not enabled.';
    throw new GraphError(409, 'InletIsOff', message);
  }
  const { delivery, verified, unread, events } = await withTargetErrors(() => tryInlet(lookup.context, sample, ports));
  const isSent = send && delivery !== null && verified === true;
  const sent = isSent ? await receiveEvents(value, { delivery, bearsToken: async () => false }, ports) : undefined;
  return {
    status: 200,
    body: { verified, unread, events: events.map(toTried), ...(sent !== undefined && { sent: sent.kind }) },
  };
}

const toTried = ({ at, ...event }: TriedEvent) => ({ ...event, occurredDateTime: timeOf(at) });

function readSample(fields: Fields): { readonly sample: Sample; readonly send: boolean } {
  const event = fields.value('event');
  const person = fields.optionalText('person') ?? undefined;
  if (event === undefined && person === undefined) {
    fields.report('event', 'MissingProperty', 'Send event, the body of a sample, or person, whom to fetch.');
  }
  const contentType = fields.optionalText('contentType') ?? 'application/json';
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const body = event === undefined ? undefined : Buffer.from(text);
  return { sample: { body, contentType, person }, send: fields.flag('send', false) };
}
