/** What a configuration would change of the inlets and outlets of a job, found by their names. Pure. */
import { isJsonObject, type JsonObject } from '../../shared/scim/json';
import { HOOK_KINDS, type HookKind, type LiveHook, PAUSE } from '../client/webhooks/hooks';
import { differencesOf, type PathDifference } from './jsonDiff';
import type { WantedHook } from './readHooks';

export interface HookPlan {
  readonly kind: HookKind;
  readonly name: string;
  /** `undefined`: it is to be taken away. */
  readonly wanted: WantedHook | undefined;
  /** `undefined`: it is to be made. */
  readonly live: LiveHook | undefined;
  /** What it is, its secrets among it: they cannot be compared, and would be set. */
  readonly definition: readonly PathDifference[];
  readonly pause: readonly PathDifference[];
}

/** @param pruned kinds of which those go that the file does not name */
export function planHooks(
  wanted: readonly WantedHook[],
  live: readonly LiveHook[],
  pruned: readonly HookKind[],
  at: string,
): readonly HookPlan[] {
  return HOOK_KINDS.flatMap((kind) => {
    const ofKind = live.filter((one) => one.kind === kind);
    const named = wanted.filter((one) => one.kind === kind);
    const gone = pruned.includes(kind) ? ofKind.filter(({ name }) => !named.some((one) => one.name === name)) : [];
    return [
      ...named.map((hook) =>
        planHook(
          hook,
          ofKind.find(({ name }) => name === hook.name),
          at,
        ),
      ),
      ...gone.map((hook) => planRemoval(hook, at)),
    ];
  });
}

function planHook(given: WantedHook, live: LiveHook | undefined, at: string): HookPlan {
  const wanted = withHeaders(given, live);
  const { kind, name, definition, isPaused, secrets } = wanted;
  const place = `${at}.${kind}[${name}]`;
  if (live === undefined) {
    const made = { path: place, before: undefined, after: definition.preset ?? definition.url };
    const pause = isPaused === true ? differencesOf(PAUSE[kind](false), PAUSE[kind](true), place) : [];
    return { kind, name, wanted, live, definition: [made], pause };
  }
  return {
    kind,
    name,
    wanted,
    live,
    definition: [...differencesOf(live.definition, definition, place), ...wouldBeSet(secrets, live.secrets, place)],
    pause: isPaused === undefined ? [] : differencesOf(PAUSE[kind](live.isPaused), PAUSE[kind](isPaused), place),
  };
}

function planRemoval(live: LiveHook, at: string): HookPlan {
  const { kind, name, definition } = live;
  const gone = { path: `${at}.${kind}[${name}]`, before: definition.preset ?? definition.url, after: undefined };
  return { kind, name, wanted: undefined, live, definition: [gone], pause: [] };
}

/** Headers are secrets, and stay as they are unless they are read with `--secrets`, or the file says that there are none. */
function withHeaders(wanted: WantedHook, live: LiveHook | undefined): WantedHook {
  const { headers, ...definition } = wanted.definition;
  const isSaid = isJsonObject(headers) && (wanted.secrets.headers !== undefined || Object.keys(headers).length === 0);
  if (wanted.kind === 'inlets' || isSaid) return wanted;
  return { ...wanted, definition: { ...definition, headers: live?.definition.headers ?? {} } };
}

function wouldBeSet(secrets: JsonObject, kept: JsonObject, at: string): readonly PathDifference[] {
  return Object.keys(secrets).map((name) => ({ path: `${at}.${name}`, before: kept[name], after: 'would be set' }));
}
