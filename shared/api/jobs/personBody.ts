/** A person on the wire: in a list, and whole. What mappings redact is shown as the log shows it. */
import { isActiveInSource } from '../../engine/person/enabling';
import { listEntries } from '../../engine/person/record';
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import { flattenedName, isUrn, keyOf, NAME, placeOf } from '../../engine/schema/entryNames';
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { Person } from '../../store/people/people';
import { toEscrow } from './escrows';
import { toHeldDeletion } from './heldDeletions';
import { toWaiting } from './jobStates';

/** What stands out of a person; of several, the first. */
export type PersonState = 'held' | 'failed' | 'waiting' | 'linked' | 'unlinked';

export function stateOf({ held, escrow, waiting, link }: Person): PersonState {
  if (held !== null) return 'held';
  if (escrow !== null) return 'failed';
  if (waiting.length > 0) return 'waiting';
  return link === null ? 'unlinked' : 'linked';
}

/** @returns `null` for somebody of whom the source has said nothing that is still known */
export function activeOf({ data }: Person, compiled: CompiledSchema): boolean | null {
  return data === null ? null : isActiveInSource(compiled, data);
}

/** Names by which somebody may be looked for, as far as they may be seen. */
export function namesOf(person: Person, compiled: CompiledSchema): readonly string[] {
  const { anchor, link } = person;
  const names = [
    anchor,
    shownName(person, compiled),
    shownText(person, 'userName', compiled),
    link?.reportableIdentifier,
  ];
  return names.flatMap((name) => name ?? []);
}

export function toListed(person: Person, compiled: CompiledSchema): object {
  return {
    externalId: person.anchor,
    displayName: shownName(person, compiled),
    userName: shownText(person, 'userName', compiled),
    targetId: person.link?.targetAnchor ?? null,
    state: stateOf(person),
    active: activeOf(person, compiled),
  };
}

export function toWhole(person: Person, compiled: CompiledSchema): object {
  const { link, escrow, held, waiting, data, sequence } = person;
  return {
    ...toListed(person, compiled),
    link: link === null ? null : shownLink(link),
    escrow: escrow === null ? null : toEscrow(escrow),
    held: held === null ? null : toHeldDeletion(person),
    waiting: waiting.length === 0 ? null : toWaiting(person),
    waitedForBy: person.waitedForBy,
    sequence: data === null ? null : sequence,
    data: data === null ? null : withoutRedacted(data, compiled),
    said: saidBy(person, compiled),
  };
}

const shownLink = ({ targetAnchor, reportableIdentifier, displayName }: NonNullable<Person['link']>) => ({
  targetId: targetAnchor,
  reportableIdentifier,
  displayName,
});

const shownName = (person: Person, compiled: CompiledSchema) =>
  shownText(person, 'displayName', compiled) ?? person.link?.displayName ?? null;

function shownText({ data }: Person, name: string, { sourceAttribute, redacted }: CompiledSchema): string | null {
  if (data === null || redacted.has(name)) return null;
  const value = sourceAttribute(name).sent(data);
  return typeof value === 'string' ? value : null;
}

const REDACTED = '[Redact]';

/** Entry by entry, as the record is merged: of what a mapping redacts a part of, nothing is shown. */
function withoutRedacted(data: JsonObject, { redacted }: CompiledSchema): JsonObject {
  const secret = new Set([...redacted].map(entryOf));
  const shown = (
    container: string | null,
    [name, value = null]: readonly [string, Json | undefined],
  ): [string, Json] => {
    if (value !== null && secret.has(keyOf(flattenedName(container, name)))) return [name, REDACTED];
    const holdsEntries = container === null && (isUrn(name) || keyOf(name) === NAME);
    if (!holdsEntries || !isJsonObject(value)) return [name, value];
    return [name, Object.fromEntries(Object.entries(value).map((member) => shown(name, member)))];
  };
  return Object.fromEntries(Object.entries(data).map((entry) => shown(null, entry)));
}

function entryOf(name: string): string {
  const { container, member } = placeOf(name);
  return keyOf(flattenedName(container, member));
}

/** Each entry of the record with the number of the operation that said it last. */
function saidBy(person: Person, { vocabulary }: CompiledSchema): Readonly<Record<string, number>> {
  if (person.data === null) return {};
  const said = [...listEntries(person, vocabulary)].map(([key, { number }]): [string, number] => [key, number]);
  return Object.fromEntries(said);
}
