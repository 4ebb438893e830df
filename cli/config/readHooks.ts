/** Inlets and outlets as a file wants them: values resolved, judged by the service's own rules, what is secret apart. */
import { MASK } from '../../shared/engine/job/secretKeys';
import { Fields } from '../../shared/engine/schema/parse/fields';
import { parseInlet } from '../../shared/inlets/parse/parseInlet';
import { readOutlet, shownDefinition } from '../../shared/outlets/definition';
import { isSealed } from '../../shared/outlets/writeback/hr';
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';
import { HOOK_KINDS, type HookKind, PAUSE } from '../client/webhooks/hooks';
import { usage } from '../exit';
import type { HookConfig, JobConfig } from './configFile';

export interface WantedHook {
  readonly kind: HookKind;
  readonly name: string;
  /** The whole of it: a member that is left out is as the preset, or the service, has it. */
  readonly definition: JsonObject;
  /** `undefined`: as it is. */
  readonly isPaused: boolean | undefined;
  /** What is secret and is to be written, as members of a definition. */
  readonly secrets: JsonObject;
}

/** @param value such as `${env:NAME}` @param at its place in the file */
export type Resolve = (value: string, at: string) => Promise<string>;

/** @param withSecrets whether what is secret is read, too @throws {Failure} 2 with every fault and its place */
export async function readHooks(
  job: Pick<JobConfig, HookKind>,
  at: string,
  withSecrets: boolean,
  resolve: Resolve,
): Promise<readonly WantedHook[]> {
  const hooks: WantedHook[] = [];
  for (const kind of HOOK_KINDS) {
    for (const given of job[kind] ?? []) {
      const place = `${at}.${kind}[${given.name}]`;
      refusePause(kind, given, place);
      const { secrets, ...parts } = PARTS[kind](given);
      const definition = await resolvedIn(parts.definition, place, resolve);
      const values = withSecrets ? await resolvedIn(secrets, place, resolve) : {};
      hooks.push(judged({ ...parts, kind, name: given.name, definition, secrets: values }, place));
    }
  }
  return hooks;
}

/** A word that nobody knows would be one that never takes effect. */
function refusePause(kind: HookKind, given: HookConfig, at: string): void {
  for (const [member, value] of Object.entries(PAUSE[kind](false))) {
    const others = [value, PAUSE[kind](true)[member]];
    if (given[member] === undefined || others.includes(given[member])) continue;
    throw usage(`${at}.${member} must be ${others.join(' or ')}.`, { code: 'InvalidConfig', place: at });
  }
}

type Parts = Pick<WantedHook, 'definition' | 'isPaused' | 'secrets'>;

const PARTS: Readonly<Record<HookKind, (given: HookConfig) => Parts>> = {
  inlets({ state, secrets, fetchSecret, ...definition }) {
    const said = { ...(secrets !== undefined && { secrets }), ...(fetchSecret !== undefined && { fetchSecret }) };
    return { definition, isPaused: state === undefined ? undefined : state === 'paused', secrets: said };
  },
  outlets({ enabled, secret, headers, scim, ...definition }) {
    const said = {
      ...(secret !== undefined && { secret }),
      ...(headers !== undefined && { headers }),
      ...(scim !== undefined && { scim }),
    };
    const masked = isJsonObject(headers)
      ? Object.fromEntries(Object.keys(headers).map((name) => [name, MASK]))
      : headers;
    return {
      definition: {
        ...definition,
        ...(masked !== undefined && { headers: masked }),
        ...(scim !== undefined && { scim: withMasks(scim) }),
      },
      isPaused: enabled === undefined ? undefined : enabled === false,
      secrets: said,
    };
  },
};

/** Of an HR service what is secret is known by its key. */
function withMasks(scim: Json): Json {
  if (!isJsonObject(scim) || !isJsonObject(scim.auth)) return scim;
  const auth = Object.entries(scim.auth).map(([key, value]) => [key, isSealed(key, String(value)) ? MASK : value]);
  return { ...scim, auth: Object.fromEntries(auth) };
}

async function resolvedIn<Value extends Json>(value: Value, at: string, resolve: Resolve): Promise<Value> {
  if (typeof value === 'string') return (await resolve(value, at)) as Value;
  if (Array.isArray(value)) {
    return (await Promise.all(value.map((one, index) => resolvedIn(one, `${at}[${index}]`, resolve)))) as Json as Value;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(async ([name, one]) => [
    name,
    one === undefined ? one : await resolvedIn(one, `${at}.${name}`, resolve),
  ]);
  return Object.fromEntries(await Promise.all(members)) as Value;
}

function judged(hook: WantedHook, at: string): WantedHook {
  const faults: string[] = [];
  const definition = JUDGED[hook.kind](hook, faults);
  if (faults.length > 0) throw usage(`${at} could not be saved:`, { code: 'InvalidConfig', details: faults });
  return { ...hook, definition };
}

/** Whether a stand-in on this computer may be asked is the service's to say. */
const JUDGED: Readonly<Record<HookKind, (hook: WantedHook, faults: string[]) => JsonObject>> = {
  inlets({ definition, secrets }, faults) {
    const verdict = parseInlet({ ...definition, ...secrets }, { allowsLoopback: true });
    if (!verdict.ok) faults.push(...verdict.faults.map(({ message }) => message));
    return definition;
  },
  /** As the service will show it, with what it fills in. */
  outlets({ definition, secrets }, faults) {
    const fields = new Fields({ ...definition, ...secrets }, '', (_path, _code, message) => faults.push(message));
    const given = readOutlet(fields, { name: undefined, allowLoopback: true, targetAttributes: undefined });
    if (given.definition.url === null && given.definition.writeback === undefined) {
      faults.push('url must be an address: an outlet that is fetched from is made by whoever listens.');
    }
    const shown = shownDefinition(given.definition);
    const { scim } = definition;
    const match = given.definition.writeback?.hr?.match;
    const found = isJsonObject(scim) ? { scim: { ...scim, ...(match !== undefined && { match }) } } : {};
    return { name: given.name, ...shown, ...found, headers: definition.headers };
  },
};
