/** An outlet as an administrator defines it, every fault with its place (docs/outlets.md). */

import type { Fields } from '../engine/schema/parse/fields';
import { readScope } from '../engine/schema/parse/readRules';
import { compileScope } from '../engine/schema/scoping';
import type { ScopeFilter } from '../engine/synchronizationSchema';
import type { JsonObject } from '../scim/json';
import { faultOfAddress } from '../targets/kit/addresses';
import { SUBSCRIBED_TYPES } from './eventTypes';
import { INCLUDES, type Include } from './personEvent';
import { faultOfSecret } from './signing';
import { readWriteback, WRITEBACK_MEMBERS, type WritebackDefinition } from './writeback/definition';

export interface OutletDefinition {
  /** Where events are sent; `null`: they are fetched (`…/events?after=`). */
  readonly url: string | null;
  /** Types, or families such as `muster.person.*`; none: all. */
  readonly types: readonly string[];
  readonly include: Include;
  /** Whom it is told of, by the person's newest data; `null`: of everybody. */
  readonly where: ScopeFilter | null;
  /** Not paused. */
  readonly enabled: boolean;
  /** It writes values of accounts back into the HR system, and is told of nothing else. */
  readonly writeback?: WritebackDefinition;
}

/** Whether anything is sent; what is not is fetched. */
export const isSent = ({ url, writeback }: OutletDefinition) => url !== null || writeback?.way === 'scim';

/** What a request says of an outlet. */
export interface GivenOutlet {
  readonly name: string;
  readonly definition: OutletDefinition;
  /** By name; the mask stands for the value that is saved already. */
  readonly headers: Readonly<Record<string, string>>;
  /** To sign with; absent: one is made. */
  readonly secret?: string;
  /** Of a writeback: credentials of the HR service by their key; the mask stands for the value that is saved already. */
  readonly auth?: Readonly<Record<string, string>>;
  /** Of a writeback: what accounts hold now is noted as written, and not sent. */
  readonly isBaseline?: boolean;
}

export interface DefinitionOptions {
  /** Of the outlet that is replaced; `undefined`: the body says it. */
  readonly name: string | undefined;
  readonly allowLoopback: boolean;
  /** What the job's target has, for what is written back; `undefined`: the service knows. */
  readonly targetAttributes: ReadonlySet<string> | undefined;
}

export const KINDS = ['events', 'writeback'] as const;

const MEMBERS = ['name', 'kind', 'url', 'types', 'include', 'where', 'headers', 'secret', 'enabled'];
const OF_WRITEBACKS = ['name', 'kind', 'url', 'where', 'headers', 'secret', 'enabled', ...WRITEBACK_MEMBERS];
/** Told of nothing that happens: what is written back goes its own way. */
const NO_EVENTS = ['muster.writeback'];
const NAME = /^[a-z0-9-]{1,40}$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const LONGEST_URL = 2_000;
const LONGEST_HEADER = 4_000;
/** What a message says by itself. */
const OWN_HEADERS =
  /^(?:webhook-.*|content-.*|host|connection|transfer-encoding|user-agent|expect|te|upgrade|accept.*)$/i;

export function readOutlet(fields: Fields, options: DefinitionOptions): GivenOutlet {
  if (fields.choice('kind', KINDS, 'events') === 'writeback') return readWritebackOutlet(fields, options);
  const { name, allowLoopback } = options;
  fields.refuseOthers(MEMBERS);
  const secret = fields.optionalText('secret');
  if (secret !== null) refuse(fields, 'secret', faultOfSecret(secret));
  return {
    name: readName(fields, name),
    definition: {
      url: readUrl(fields, allowLoopback),
      types: readTypes(fields),
      include: fields.choice('include', INCLUDES, 'ids'),
      where: readWhere(fields),
      enabled: fields.flag('enabled', true),
    },
    headers: readHeaders(fields),
    ...(secret !== null && { secret }),
  };
}

function readWritebackOutlet(fields: Fields, options: DefinitionOptions): GivenOutlet {
  fields.refuseOthers(OF_WRITEBACKS);
  const { name, allowLoopback } = options;
  const { definition: writeback, auth, isBaseline } = readWriteback(fields, options);
  const isWebhook = writeback.way === 'webhook';
  const secret = fields.optionalText('secret');
  if (secret !== null) refuse(fields, 'secret', faultOfSecret(secret));
  for (const member of isWebhook ? [] : ['url', 'headers', 'secret']) {
    const isSaid = (fields.value(member) ?? null) !== null && JSON.stringify(fields.value(member)) !== '{}';
    if (isSaid) refuse(fields, member, 'is for "way": "webhook" alone');
  }
  return {
    name: readName(fields, name),
    definition: {
      url: isWebhook ? readUrl(fields, allowLoopback) : null,
      types: NO_EVENTS,
      include: 'ids',
      where: readWhere(fields),
      enabled: fields.flag('enabled', true),
      writeback,
    },
    headers: isWebhook ? readHeaders(fields) : {},
    ...(secret !== null && { secret }),
    auth,
    isBaseline,
  };
}

function refuse(fields: Fields, name: string, fault: string | undefined): void {
  if (fault !== undefined) fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} ${fault}.`);
}

function readName(fields: Fields, known: string | undefined): string {
  const name = known === undefined ? fields.text('name') : (fields.optionalText('name') ?? known);
  if (known !== undefined && name !== known) refuse(fields, 'name', `must be "${known}", as in the path: a name stays`);
  else if (name !== '' && !NAME.test(name)) refuse(fields, 'name', 'must be 1 to 40 of a-z, 0-9 and -');
  return name;
}

function readUrl(fields: Fields, allowLoopback: boolean): string | null {
  const mayBeNone = fields.value('way') === undefined;
  const url = fields.value('url') === null && mayBeNone ? null : fields.text('url');
  if (url === null || url === '') return url;
  const fault = url.length > LONGEST_URL ? `must not be longer than ${LONGEST_URL} characters` : undefined;
  refuse(fields, 'url', fault ?? faultOfAddress(url, allowLoopback));
  return url;
}

function readTypes(fields: Fields): readonly string[] {
  const types = fields.texts('types');
  for (const [index, type] of types.entries()) {
    if (SUBSCRIBED_TYPES.some((known) => subscribes([type], known))) continue;
    const place = `types[${index}]`;
    const families = 'or a family such as muster.person.*';
    refuse(fields, place, `must be one of ${SUBSCRIBED_TYPES.join(', ')}, ${families}, got "${type}"`);
  }
  return types;
}

/** As it is shown, without what is secret. Of what was always an outlet no kind is said. */
export function shownDefinition({ url, types, include, where, writeback }: OutletDefinition): JsonObject {
  if (writeback === undefined) return asJson({ url, types, include, where });
  const { way, map, refresh, hr } = writeback;
  return asJson({
    kind: 'writeback',
    way,
    ...(way === 'webhook' && { url }),
    map: Object.fromEntries(map.map(({ name, ...attribute }) => [name, attribute])),
    refresh,
    where,
    ...(hr && { scim: hr }),
  });
}

const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as JsonObject;

/** @param types as a definition lists them */
export function subscribes(types: readonly string[], type: string): boolean {
  return (
    types.length === 0 || types.some((one) => one === type || (one.endsWith('.*') && type.startsWith(one.slice(0, -1))))
  );
}

function readWhere(fields: Fields): ScopeFilter | null {
  const where = fields.child('where');
  if (where === undefined) return null;
  const scope = readScope(where);
  const compilation = compileScope(scope, new Map());
  if (!compilation.ok) {
    for (const { path, code, message } of compilation.faults) fields.report(`where.${path}`, code, `where.${message}`);
  }
  return scope;
}

/** One, to authorize with: whatever else a receiver needs is in the signature. */
function readHeaders(fields: Fields): Readonly<Record<string, string>> {
  const headers = Object.entries(fields.optionalObject('headers') ?? {});
  if (headers.length > 1) refuse(fields, 'headers', 'may hold one header, for authorization');
  for (const [name, value] of headers) {
    const place = `headers.${name}`;
    if (!HEADER_NAME.test(name) || OWN_HEADERS.test(name)) {
      refuse(fields, place, 'must be the name of a header for authorization, such as Authorization or X-Api-Key');
    } else if (typeof value !== 'string' || !/^[\x20-\x7e]+$/.test(value) || value.length > LONGEST_HEADER) {
      refuse(fields, place, `must be a text of 1 to ${LONGEST_HEADER} printable ASCII characters`);
    }
  }
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}
