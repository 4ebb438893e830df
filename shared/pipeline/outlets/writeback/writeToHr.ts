/**
 * The way `scim`: one try to write what an event says into the HR system. The user is found once by what the definition names, and
 * patched with what changed; nobody is created, deleted or shut out, whatever the account is.
 */
import { ProvisioningError } from '../../../errors';
import type { Verdict } from '../../../outlets/schedule';
import { changesIn } from '../../../outlets/writeback/event';
import type { HrService } from '../../../outlets/writeback/hr';
import type { KeptEvent } from '../../../store/outlets/events';
import type { Outlet } from '../../../store/outlets/outlets';
import type { AttributeChanges, Told } from '../../../targets/target';
import { printValue } from '../../../value';
import type { HrUsers, Needs } from '../../ports';
import type { Sent } from '../sendEvent';
import { hrSecrets } from './hrSecrets';
import { hashOf } from './openWriteback';

type Ports = Needs<'clock' | 'sealer' | 'writebacks' | 'openHr' | 'vendorIds'>;

const KEPT_ANSWER = 512;

/** Never throws for the HR system's sake: what it said is in what is given back. */
export async function writeToHr(
  outlet: Outlet,
  event: KeptEvent,
  ports: Ports,
): Promise<Sent & { readonly verdict: Verdict }> {
  const at = ports.clock.now();
  const ended = (verdict: Verdict, status: number | null, answer: string, askedMs?: number) => {
    return { at, status, ms: ports.clock.now() - at, answer: answer.slice(0, KEPT_ANSWER), askedMs, verdict };
  };
  try {
    const changes = await currentChanges(outlet, event, ports);
    if (Object.keys(changes).length === 0)
      return ended('delivered', null, 'A newer change says what is to be written.');
    const told = await write(outlet, event.anchor, changes, ports);
    const missed = missedBy(changes, told);
    if (missed.length === 0) return ended('delivered', 200, `Wrote ${Object.keys(changes).join(', ')}.`);
    return ended('notYet', 200, `The service answered with success, and did not take ${missed.join(', ')}.`);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    const isServices = error.category === 'transient' || error.category === 'credentials';
    return ended(isServices ? 'later' : 'notYet', null, `${error.code}: ${error.message}`, error.retryAfterMs);
  }
}

/** Whether the service takes the credentials and finds people by what they are matched by. Nothing is written. */
export async function askHr(outlet: Outlet, ports: Needs<'clock' | 'sealer' | 'openHr'>): Promise<Sent> {
  const at = ports.clock.now();
  const ended = (status: number | null, answer: string): Sent => {
    return { at, status, ms: ports.clock.now() - at, answer: answer.slice(0, KEPT_ANSWER), askedMs: undefined };
  };
  try {
    const service = serviceOf(outlet);
    const hr = await open(outlet, service, ports);
    await hr.testConnection(service.match);
    return ended(200, '');
  } catch (error) {
    if (error instanceof ProvisioningError) return ended(null, error.message);
    throw error;
  }
}

function serviceOf({ name, definition }: Outlet): HrService {
  const service = definition.writeback?.hr;
  if (service === undefined) throw new Error(`The outlet ${name} has no HR service.`);
  return service;
}

const open = (outlet: Outlet, service: HrService, ports: Needs<'sealer' | 'openHr'>): Promise<HrUsers> =>
  ports.openHr(outlet.id, hrSecrets(outlet, service, ports));

/** An event that was overtaken, or is sent once more long after, must not bring back an older value. */
async function currentChanges(outlet: Outlet, event: KeptEvent, ports: Ports): Promise<AttributeChanges> {
  const stored = await ports.writebacks.get(outlet, event.anchor);
  const hash = hashOf(outlet, ports);
  const isCurrent = (name: string, value: AttributeChanges[string]) =>
    stored?.state.written[name]?.hash === hash(name, value ?? null);
  return Object.fromEntries([...changesIn(event.body)].filter(([name, value]) => isCurrent(name, value)));
}

async function write(outlet: Outlet, anchor: string, changes: AttributeChanges, ports: Ports): Promise<Told> {
  const service = serviceOf(outlet);
  const hr = await open(outlet, service, ports);
  const { id, isKnown } = await findUser(outlet, anchor, service, hr, ports);
  try {
    const told = await hr.update(id, changes);
    if (!isKnown) await rememberUser(outlet, anchor, id, ports);
    return told;
  } catch (error) {
    // The user was removed, and perhaps made anew: found again at the next try.
    if (error instanceof ProvisioningError && error.code === 'InvalidAnchor')
      await rememberUser(outlet, anchor, null, ports);
    throw error;
  }
}

/** @returns whether there is nothing to be remembered of it */
async function findUser(
  outlet: Outlet,
  anchor: string,
  service: HrService,
  hr: HrUsers,
  { vendorIds, writebacks }: Ports,
): Promise<{ readonly id: string; readonly isKnown: boolean }> {
  if (service.idFrom !== undefined) {
    // Not kept: whoever is hired again may have another.
    const { idFrom } = service;
    const id = await vendorIds.find({ jobId: outlet.jobId, inlet: idFrom }, anchor);
    if (id !== undefined) return { id, isKnown: true };
    const message = `The inlet ${idFrom} has let in nobody whose externalId is '${anchor}'; nobody is written to.`;
    throw new ProvisioningError('ReferenceNotFound', message);
  }
  const known = (await writebacks.get(outlet, anchor))?.state.hrId ?? null;
  return known === null
    ? { id: await matched(hr, anchor, service.match), isKnown: false }
    : { id: known, isKnown: true };
}

async function matched(hr: HrUsers, anchor: string, match: string): Promise<string> {
  const found = await hr.find(match, anchor, []);
  const [user] = found;
  if (user !== undefined && found.length === 1) return user.anchor;
  const code = user === undefined ? 'ReferenceNotFound' : 'DuplicateTargetEntries';
  const how = user === undefined ? 'no user' : 'more than one user';
  throw new ProvisioningError(code, `The HR system has ${how} whose ${match} is '${anchor}'; nobody is written to.`);
}

/** Only to be quicker: whoever changed the row meanwhile is left alone. */
async function rememberUser(outlet: Outlet, anchor: string, hrId: string | null, { writebacks }: Ports): Promise<void> {
  const stored = await writebacks.get(outlet, anchor);
  if (stored !== undefined && stored.state.hrId !== hrId)
    await writebacks.save(outlet, { ...stored.state, hrId }, stored);
}

/** Of what the service speaks of in its answer, what is not as it was written; letters' case aside. */
function missedBy(changes: AttributeChanges, told: Told): readonly string[] {
  return Object.entries(changes).flatMap(([name, value]) => {
    if (!Object.hasOwn(told, name)) return [];
    const [held, wanted] = [told[name] ?? null, value].map((one) => (printValue(one) ?? '').toLowerCase());
    return held === wanted ? [] : [name];
  });
}
