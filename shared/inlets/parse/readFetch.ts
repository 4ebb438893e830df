/** `fetch`: what is asked of the vendor, checked so that it can lead to no other host than the one it names. */
import { Fields } from '../../engine/schema/parse/fields';
import type { FetchAuth, FetchRecipe, FetchStep, PickRule } from '../definition';
import { complete, namesIn } from '../fetching/template';
import { readCount } from './numbers';
import { readTexts } from './texts';

const DAY_SECONDS = 86_400;

export function readFetch(
  fields: Fields | undefined,
  settings: Readonly<Record<string, string>>,
  allowsLoopback: boolean,
): FetchRecipe | null {
  if (fields === undefined) return null;
  fields.refuseOthers(['baseUrl', 'auth', 'steps', 'lagSeconds', 'delaySeconds', 'perMinute', 'notFound']);
  const base = fields.has('baseUrl') ? readUrl(fields, 'baseUrl', { settings, allowsLoopback, base: '' }, []) : '';
  const urls: UrlRules = { settings, allowsLoopback, base: base.replace(/\/+$/, '') };
  const steps = fields.children('steps').map((step) => readStep(step, urls));
  if (steps.length === 0)
    fields.report(fields.at('steps'), 'MissingProperty', `${fields.at('steps')} must hold a step.`);
  steps.forEach(({ name }, index) => {
    const path = `${fields.at('steps')}[${index}].name`;
    const isTaken = name === 'event' || steps.findIndex((step) => step.name === name) < index;
    if (isTaken) fields.report(path, 'DuplicateName', `${path} is "${name}", which is taken.`);
  });
  return {
    auth: readAuth(fields.child('auth') ?? new Fields({ kind: 'none' }, fields.at('auth'), fields.report), urls),
    steps,
    lagSeconds: readCount(fields, 'lagSeconds', 0, 0, DAY_SECONDS),
    delaySeconds: readCount(fields, 'delaySeconds', 5, 0, DAY_SECONDS),
    perMinute: readCount(fields, 'perMinute', 60, 1, 6_000),
    notFound: fields.choice('notFound', ['park', 'deleted'], 'park'),
  };
}

interface UrlRules {
  readonly settings: Readonly<Record<string, string>>;
  readonly allowsLoopback: boolean;
  /** What an address that begins with a slash stands behind; empty where there is none. */
  readonly base: string;
}

const STEP = 'name method url headers body normalize blankValues id status take next pick'.split(' ');

function readStep(fields: Fields, urls: UrlRules): FetchStep {
  fields.refuseOthers(STEP);
  const name = fields.text('name');
  if (name !== '' && !/^\w+$/.test(name)) {
    fields.report(fields.at('name'), 'InvalidValue', `${fields.at('name')} must be a word: the mapping reads by it.`);
  }
  const body = fields.value('body') ?? null;
  checkNames(fields, 'body', JSON.stringify(body), [...Object.keys(urls.settings), 'person']);
  return {
    name,
    method: fields.choice('method', ['GET', 'POST'], 'GET'),
    url: readUrl(fields, 'url', urls, ['person']),
    headers: readHeaders(fields),
    body,
    normalize: fields.has('normalize') ? fields.choice('normalize', ['slashKeys'] as const, 'slashKeys') : null,
    blankValues: fields.texts('blankValues'),
    id: fields.optionalText('id'),
    status: fields.optionalText('status'),
    take: fields.optionalText('take'),
    next: fields.optionalText('next'),
    pick: readPick(fields.child('pick')),
  };
}

function readPick(fields: Fields | undefined): PickRule | null {
  if (fields === undefined) return null;
  fields.refuseOthers(['path', 'prefer', 'newest']);
  return { path: fields.text('path'), prefer: fields.texts('prefer'), newest: fields.optionalText('newest') };
}

/** Who is asked is decided by `auth` alone, so that no secret stands in a header that is shown. */
function readHeaders(fields: Fields): Record<string, string> {
  const headers = readTexts(fields, 'headers');
  for (const name of Object.keys(headers)) {
    const path = `${fields.at('headers')}.${name}`;
    if (/^(?:authorization|proxy-authorization|cookie|host|content-length|transfer-encoding)$/i.test(name)) {
      fields.report(path, 'InvalidValue', `${path} cannot be set here: see fetch.auth.`);
    }
    if (!/^[\w-]+$/.test(name) || /[\r\n]/.test(headers[name] ?? '')) {
      fields.report(path, 'InvalidValue', `${path} must be a header and its value on one line.`);
    }
  }
  return headers;
}

/** `https:` to a host that is known when the definition is saved: nothing of an event is part of it. */
function readUrl(fields: Fields, name: string, rules: UrlRules, more: readonly string[]): string {
  const { settings, allowsLoopback, base } = rules;
  const given = fields.text(name);
  if (given === '') return given;
  const text = given.startsWith('/') ? base + given : given;
  const path = fields.at(name);
  checkNames(fields, name, text, [...Object.keys(settings), ...more]);
  const [, authority = ''] = /^[a-z]+:\/\/([^/?#]*)/i.exec(text) ?? [];
  if (authority.includes('{person}')) {
    fields.report(path, 'InvalidValue', `${path} must not have {person} in its host.`);
    return text;
  }
  const filled = complete(text, { ...settings, person: 'person' }, encodeURIComponent).replace(/\{\w+\}/g, 'x');
  if (!URL.canParse(filled)) {
    fields.report(path, 'InvalidValue', `${path} must be an address, such as https://api.example.com/people/{person}.`);
    return text;
  }
  const url = new URL(filled);
  const isLocal =
    allowsLoopback && url.protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !isLocal) fields.report(path, 'InvalidValue', `${path} must begin with https://.`);
  if (url.username !== '' || url.password !== '') {
    fields.report(path, 'InvalidValue', `${path} must hold no user name and no password: see fetch.auth.`);
  }
  return text;
}

function checkNames(fields: Fields, name: string, text: string, known: readonly string[]): void {
  for (const unknown of namesIn(text).filter((one) => !known.includes(one))) {
    const path = fields.at(name);
    fields.report(
      path,
      'InvalidValue',
      `${path} asks for {${unknown}}; there are ${known.map((one) => `{${one}}`).join(', ')}.`,
    );
  }
}

const AUTH = {
  none: [],
  basic: ['username', 'password'],
  bearer: ['token'],
  header: ['header', 'value'],
  clientCredentials: ['url', 'clientId', 'clientSecret', 'scope', 'send'],
} as const;
const AUTH_KINDS = Object.keys(AUTH) as (keyof typeof AUTH)[];

function readAuth(fields: Fields, urls: UrlRules): FetchAuth {
  const kind = fields.choice('kind', AUTH_KINDS, 'none');
  fields.refuseOthers(['kind', ...AUTH[kind]]);
  const filled = (name: string): string => {
    const text = fields.text(name);
    checkNames(fields, name, text, [...Object.keys(urls.settings), 'secret']);
    return text;
  };
  switch (kind) {
    case 'none':
      return { kind };
    case 'basic':
      return { kind, username: filled('username'), password: filled('password') };
    case 'bearer':
      return { kind, token: filled('token') };
    case 'header':
      return { kind, header: fields.text('header'), value: filled('value') };
    case 'clientCredentials':
      return {
        kind,
        url: readUrl(fields, 'url', urls, []),
        clientId: filled('clientId'),
        clientSecret: filled('clientSecret'),
        scope: fields.optionalText('scope'),
        send: fields.choice('send', ['form', 'basic'], 'form'),
      };
  }
}
