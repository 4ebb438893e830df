/** What of the log an outlet is told: types it subscribes to, people it asks for. */

import type { CompiledSchema } from '../../engine/schema/compileSchema';
import { bodyOf } from '../../outlets/cloudEvent';
import { subscribes } from '../../outlets/definition';
import { typesOf } from '../../outlets/eventTypes';
import { personEvent, type ToldEntry } from '../../outlets/personEvent';
import type { JsonObject } from '../../scim/json';
import type { NewEvent } from '../../store/outlets/events';
import type { Outlet, StoredOutlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { createWhom } from './whom';
import { openWriteback } from './writeback/openWriteback';
import { takeEntries } from './writeback/takeEntries';

export type TellerPorts = Needs<'clock' | 'random' | 'sealer' | 'people' | 'outletEvents' | 'writebacks'>;

/** Adds what of these entries one outlet is to be told. */
export type Teller = (entries: readonly ToldEntry[]) => Promise<void>;

export async function createTellers(
  outlets: readonly StoredOutlet[],
  compiled: CompiledSchema,
  ports: TellerPorts,
): Promise<readonly Teller[]> {
  return Promise.all(outlets.map(({ outlet }) => createTeller(outlet, compiled, ports)));
}

async function createTeller(outlet: Outlet, compiled: CompiledSchema, ports: TellerPorts): Promise<Teller> {
  const writeback = openWriteback(outlet, compiled, ports);
  if (writeback !== undefined) {
    const pass = await ports.writebacks.pass(outlet);
    return (entries) => takeEntries(writeback, entries, pass, ports);
  }
  const isWanted = createWhom(outlet.definition.where, compiled);
  return async (entries) => {
    const told = entries.flatMap((entry) => eventOf(entry, outlet, compiled) ?? []);
    const wanted = isWanted === undefined ? told : await ofThose(told, outlet.jobId, isWanted, ports);
    if (wanted.length > 0) await ports.outletEvents.add(outlet, wanted, ports.clock.now());
  };
}

function eventOf(told: ToldEntry, { definition }: Outlet, compiled: CompiledSchema): NewEvent | undefined {
  const type = typesOf(told.entry, compiled.enabledAttribute).find((one) => subscribes(definition.types, one));
  if (type === undefined || told.told === 0) return undefined;
  const event = personEvent(told, type, definition.include);
  const { id, at, sequence } = event;
  return { id, type, anchor: told.entry.source.id, sequence, at, body: bodyOf(event) };
}

/** By the person's newest data. Of whom it cannot be told, or nothing is known any more, nothing is said. */
async function ofThose(
  events: readonly NewEvent[],
  jobId: string,
  isWanted: (data: JsonObject | null) => boolean,
  { people }: TellerPorts,
): Promise<readonly NewEvent[]> {
  const found = await people.load(jobId, [...new Set(events.map(({ anchor }) => anchor))]);
  return events.filter(({ anchor }) => isWanted(found.get(anchor)?.person.data ?? null));
}
