/** An inlet is made, changed, paused, taken away: what may be saved, and what is remembered of who did it. */
import { MASK } from '../../engine/job/secretKeys';
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import type { InletDefinition } from '../../inlets/definition';
import { hostsOf } from '../../inlets/fetching/recipe';
import { type ParsedInlet, parseInlet } from '../../inlets/parse/parseInlet';
import type { JsonObject } from '../../scim/json';
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Inlet, InletSecret, StoredInlet } from '../../store/inlets/inlets';
import type { AuditDeed, Initiator } from '../../store/jobs/audit';
import { auditChanges } from '../jobs/auditChanges';
import type { Needs } from '../ports';
import { CANNOT_DISABLE, readsActive } from '../uploads/acceptLeavers';
import { announceEvent } from './eventMessages';
import { compileInlet } from './inletContexts';
import { keepSecret } from './inletSecrets';
import { expectInlets } from './superviseInlets';

type Ports = Needs<
  'clock' | 'random' | 'inlets' | 'inletContexts' | 'inletEvents' | 'fences' | 'sealer' | 'audit' | 'allowLoopback'
>;

export interface InletFault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export type SaveVerdict =
  | { readonly kind: 'saved'; readonly inlet: Inlet; readonly etag: string }
  | { readonly kind: 'refused'; readonly faults: readonly InletFault[] }
  /** There is one of this name already, or there are too many. */
  | { readonly kind: 'taken' | 'tooMany' }
  /** Somebody else has saved it since it was read. */
  | { readonly kind: 'changed' };

export interface NewDefinition {
  readonly jobId: string;
  readonly compiled: CompiledSchema;
  /** As it was sent, secrets included. */
  readonly given: unknown;
  readonly by: Initiator;
}

const MOST_INLETS = 32;
const MOST_GIVEN_OUT = 100;
/** What came just now is not due yet. */
const SOON_MS = 60_000;
const EVERYTHING = Number.POSITIVE_INFINITY;

/** @throws {SealingKeyMissing} when there is a secret in it and no key to keep it under; nothing is saved then */
export async function createInlet(wanted: NewDefinition, ports: Ports): Promise<SaveVerdict> {
  const checked = check(wanted, ports);
  if ('faults' in checked) return { kind: 'refused', faults: checked.faults };
  const { parsed, kept } = checked;
  const all = await ports.inlets.list(wanted.jobId);
  const place = { jobId: wanted.jobId, inlet: parsed.definition.name };
  const before = all.find(({ value }) => value.inlet === place.inlet);
  if (before !== undefined && before.value.state !== 'removed') return { kind: 'taken' };
  if (all.filter(({ value }) => value.state !== 'removed').length >= MOST_INLETS) return { kind: 'tooMany' };
  if (before !== undefined) await takeAway(place, ports); // nothing of the old one is taken for the new one's
  const secrets = newSecrets(place, parsed, ports);
  const version = (before?.value.version ?? 0) + 1;
  const inlet: Inlet = { ...place, definition: kept, secrets, state: 'active', version, savedAt: ports.clock.now() };
  return write(inlet, before, wanted.by, ports);
}

/** @param stored as it was read */
export async function changeInlet(stored: StoredInlet, wanted: NewDefinition, ports: Ports): Promise<SaveVerdict> {
  const { value: before } = stored;
  const checked = check(wanted, ports);
  if ('faults' in checked) return { kind: 'refused', faults: checked.faults };
  const { parsed, kept } = checked;
  const faults = [...renamed(before, parsed), ...movedSecret(before, parsed, ports)];
  if (faults.length > 0) return { kind: 'refused', faults };
  const added = newSecrets(before, parsed, ports);
  const isReplaced = ({ use }: InletSecret) => added.some((one) => one.use === use);
  const secrets = [...before.secrets.filter((one) => !isReplaced(one)), ...added];
  const inlet = { ...before, definition: kept, secrets, version: before.version + 1, savedAt: ports.clock.now() };
  return write(inlet, stored, wanted.by, ports);
}

/** @returns the inlet as it is now; `undefined` where there is none */
export async function setInletState(
  place: InletPlace,
  state: 'active' | 'paused',
  by: Initiator,
  ports: Ports & Needs<'events' | 'logger'>,
): Promise<Inlet | undefined> {
  const before = (await ports.inlets.get(place))?.value;
  if (before === undefined || before.state === 'removed') return undefined;
  const after = await ports.inlets.change(place, (inlet) =>
    inlet.state === 'removed' ? undefined : { ...inlet, state },
  );
  ports.inletContexts.forget(place);
  if (after === undefined || after.state === before.state) return after ?? before;
  await record(after, before, 'SaveInlet', by, ports);
  if (state === 'active') await giveOut(after, ports);
  return after;
}

/** What waited while it was paused; of very much, the timer gives out the rest. */
async function giveOut(inlet: Inlet, ports: Ports & Needs<'events' | 'logger'>): Promise<void> {
  const now = ports.clock.now();
  for (const { key, due } of await ports.inletEvents.due(inlet, now + SOON_MS, MOST_GIVEN_OUT)) {
    await announceEvent({ ...inlet, key }, Math.max(now, due), ports);
  }
}

/** @returns false where somebody else has saved it since it was read */
export async function removeInlet(stored: StoredInlet, by: Initiator, ports: Ports): Promise<boolean> {
  const { value } = stored;
  const removed: Inlet = { ...value, state: 'removed', secrets: [], savedAt: ports.clock.now() };
  if ((await ports.inlets.put(removed, stored.etag)) === undefined) return false;
  ports.inletContexts.forget(value);
  await ports.audit.record(value.jobId, {
    activity: 'RemoveInlet',
    by,
    detail: `The inlet '${value.inlet}' and what it received are taken away.`,
    changes: [],
  });
  return true;
}

async function takeAway(place: InletPlace, { fences, inletEvents }: Ports): Promise<void> {
  await fences.purge(place, EVERYTHING);
  await inletEvents.purgeAll(place, EVERYTHING);
}

interface Checked {
  readonly parsed: ParsedInlet;
  /** The definition without its secrets. */
  readonly kept: JsonObject;
}

function check(
  { given, compiled }: NewDefinition,
  { allowLoopback: allowsLoopback }: Ports,
): Checked | { faults: readonly InletFault[] } {
  const verdict = parseInlet(given, { allowsLoopback });
  if (!verdict.ok) return verdict;
  const { definition, fetchSecret } = verdict.inlet;
  if (fetchSecret === MASK) return { faults: [{ path: 'fetchSecret', code: 'InvalidValue', message: NO_SECRET }] };
  if (mayDisable(definition) && !readsActive(compiled)) {
    return { faults: [{ path: 'effects', code: 'CannotDisable', message: CANNOT_DISABLE }] };
  }
  const mapping = compileInlet(given, allowsLoopback);
  if ('message' in mapping) return { faults: [{ path: 'map', code: 'InvalidValue', message: mapping.message }] };
  const { secrets: _, fetchSecret: __, ...kept } = given as JsonObject;
  return { parsed: verdict.inlet, kept };
}

/** Shown in its place by `muster inlet`; kept as the secret, it would take that one's place. */
const NO_SECRET = 'fetchSecret is the mask: leave it out to keep what is saved, or enter the secret.';

function mayDisable({ effects, onDeleted, fetch }: InletDefinition): boolean {
  const all = Object.values(effects);
  const isTold = all.includes('deleted') || fetch?.notFound === 'deleted';
  return all.includes('revoke') || (onDeleted === 'disable' && isTold);
}

function renamed({ inlet }: Inlet, { definition: { name } }: ParsedInlet): readonly InletFault[] {
  if (name === inlet) return [];
  return [{ path: 'name', code: 'InvalidValue', message: `name must be '${inlet}': an inlet keeps its name.` }];
}

/** A secret that was entered for one place is not sent to another because nobody said anything of it (design, I7). */
function movedSecret(
  before: Inlet,
  { definition, fetchSecret }: ParsedInlet,
  { allowLoopback: allowsLoopback }: Ports,
) {
  if (fetchSecret !== null || !before.secrets.some(({ use }) => use === 'fetch')) return [];
  const old = parseInlet(before.definition, { allowsLoopback });
  const known = old.ok ? hostsOf(old.inlet.definition) : [];
  const others = hostsOf(definition).filter((host) => !known.includes(host));
  if (others.length === 0) return [];
  const message = `fetchSecret was entered for another place: ${others.join(', ')} would be shown it now. Enter it again.`;
  return [{ path: 'fetchSecret', code: 'InvalidValue', message }];
}

function newSecrets(place: InletPlace, { secrets, fetchSecret }: ParsedInlet, ports: Ports): readonly InletSecret[] {
  const now = ports.clock.now();
  return [
    ...secrets.map((value) => keepSecret(place, value, 'verify', now, ports)),
    ...(fetchSecret === null ? [] : [keepSecret(place, fetchSecret, 'fetch', now, ports)]),
  ];
}

async function write(inlet: Inlet, before: StoredInlet | undefined, by: Initiator, ports: Ports): Promise<SaveVerdict> {
  const etag = await ports.inlets.put(inlet, before?.etag);
  if (etag === undefined) return { kind: before === undefined ? 'taken' : 'changed' };
  ports.inletContexts.forget(inlet);
  expectInlets(inlet.jobId, ports.inlets);
  const old = before?.value.state === 'removed' ? undefined : before?.value;
  await record(inlet, old, 'SaveInlet', by, ports);
  return { kind: 'saved', inlet, etag };
}

async function record(
  inlet: Inlet,
  before: Inlet | undefined,
  activity: AuditDeed['activity'],
  by: Initiator,
  { audit }: Ports,
): Promise<void> {
  const changes = auditChanges(before === undefined ? {} : shown(before), shown(inlet));
  await audit.record(inlet.jobId, { activity, by, detail: `The inlet '${inlet.inlet}'.`, changes });
}

/** Of secrets only whether they are others. */
const shown = ({ definition, state, secrets }: Inlet): JsonObject => ({
  definition,
  state,
  secrets: secrets.map(({ id, use, endsAt }) => ({ id, use, endsAt })),
});
