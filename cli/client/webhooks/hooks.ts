/** Inlets and outlets of a job as a configuration has them: by name, without what the service adds to them. */
import { MASK } from '../../../shared/engine/job/secretKeys';
import type { JsonObject } from '../../../shared/scim/json';
import type { Http } from '../http';
import { definitionOfInlet, type KeptInlet } from './inlets';
import { listOrNone } from './listOrNone';
import { definitionOf, type Outlet } from './outlets';

export const HOOK_KINDS = ['inlets', 'outlets'] as const;
export type HookKind = (typeof HOOK_KINDS)[number];

export interface LiveHook {
  readonly kind: HookKind;
  readonly name: string;
  /** Without what is secret, and without whether it is paused. */
  readonly definition: JsonObject;
  readonly isPaused: boolean;
  /** What it keeps that nobody may read again, as members of a definition, each masked. */
  readonly secrets: JsonObject;
  readonly etag: string | undefined;
}

/** Whether an inlet or outlet is paused, as a configuration says it. */
export const PAUSE: Readonly<Record<HookKind, (isPaused: boolean) => JsonObject>> = {
  inlets: (isPaused) => ({ state: isPaused ? 'paused' : 'active' }),
  outlets: (isPaused) => ({ enabled: !isPaused }),
};

export const hookPath = (own: string, kind: HookKind, name: string) => `${own}/${kind}/${encodeURIComponent(name)}`;

/** None where the service is too old to have any. Outlets that are fetched from belong to whoever listens, and are left out. */
export async function readHooks(http: Http, own: string): Promise<readonly LiveHook[]> {
  const hooks: LiveHook[] = [];
  for (const kind of HOOK_KINDS) {
    for (const { name } of await listOrNone<{ readonly name: string }>(http, `${own}/${kind}`)) {
      const { text: body, headers } = await http.call('GET', hookPath(own, kind, name));
      hooks.push(READ[kind]({ body, etag: headers.get('etag') ?? undefined }));
    }
  }
  return hooks.filter(({ definition }) => definition.url !== null);
}

interface Read {
  readonly body: string;
  readonly etag: string | undefined;
}

const READ: Readonly<Record<HookKind, (read: Read) => LiveHook>> = {
  inlets({ body, etag }) {
    const inlet = JSON.parse(body) as KeptInlet;
    const uses = inlet.health.secrets.map(({ use }) => use);
    const secrets = {
      ...(uses.includes('verify') && { secrets: [MASK] }),
      ...(uses.includes('fetch') && { fetchSecret: MASK }),
    };
    const isPaused = inlet.state === 'paused';
    return { kind: 'inlets', name: inlet.name, definition: definitionOfInlet(inlet), isPaused, secrets, etag };
  },
  outlets({ body, etag }) {
    const outlet = JSON.parse(body) as Outlet;
    const { enabled, ...definition } = definitionOf(outlet);
    const secrets = {
      ...(outlet.secrets.length > 0 && { secret: MASK }),
      ...(Object.keys(outlet.headers).length > 0 && { headers: outlet.headers }),
      ...(outlet.scim !== undefined && { scim: outlet.scim }),
    };
    return { kind: 'outlets', name: outlet.name, definition, isPaused: enabled === false, secrets, etag };
  },
};
