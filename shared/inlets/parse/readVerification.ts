/** `verify`: the scheme and its parameters (spec/hands.md 3.3). */
import type { Fields } from '../../engine/schema/parse/fields';
import { type HmacScheme, TIME_UNITS, type Verification } from '../definition';
import { readCount } from './numbers';

const SCHEMES = ['standard', 'hmac', 'token', 'basic', 'bearer'] as const;
/** RFC 9110, 5.6.2. */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Replay rows are kept for 30 days, so a day is well within. */
const WIDEST_SECONDS = 86_400;

const MEMBERS = {
  standard: ['prefix', 'toleranceSeconds'],
  hmac: 'header hash encoding valuePrefix parts join key timestamp toleranceSeconds signatureIsId'.split(' '),
  token: ['header', 'valuePrefix'],
  basic: [],
  bearer: [],
} as const;

export function readVerification(fields: Fields): Verification {
  if (!fields.has('scheme')) {
    const message = `${fields.at('scheme')} must be one of ${SCHEMES.join(', ')}.`;
    fields.report(fields.at('scheme'), 'MissingProperty', message);
    return { scheme: 'bearer' };
  }
  const scheme = fields.choice('scheme', SCHEMES, 'standard');
  fields.refuseOthers(['scheme', ...MEMBERS[scheme]]);
  switch (scheme) {
    case 'standard':
      return { scheme, prefix: header(fields, 'prefix', 'webhook'), toleranceSeconds: tolerance(fields) };
    case 'hmac':
      return readHmac(fields);
    case 'token':
      return { scheme, header: header(fields, 'header'), valuePrefix: fields.optionalText('valuePrefix') ?? '' };
    default:
      return { scheme };
  }
}

const tolerance = (fields: Fields) => readCount(fields, 'toleranceSeconds', 300, 1, WIDEST_SECONDS);

function header(fields: Fields, name: string, fallback?: string): string {
  const value = fields.has(name) || fallback === undefined ? fields.text(name) : fallback;
  if (value !== '' && !HEADER.test(value)) {
    fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} must be the name of a header.`);
  }
  return value;
}

function readHmac(fields: Fields): HmacScheme {
  const parts = fields.has('parts') ? fields.texts('parts') : ['body'];
  checkParts(fields, parts);
  return {
    scheme: 'hmac',
    header: header(fields, 'header'),
    hash: fields.choice('hash', ['sha256', 'sha512', 'sha1'], 'sha256'),
    encoding: fields.choice('encoding', ['hex', 'base64'], 'hex'),
    valuePrefix: fields.optionalText('valuePrefix') ?? '',
    parts,
    join: fields.optionalText('join') ?? '',
    key: fields.choice('key', ['text', 'base64', 'hex'], 'text'),
    timestamp: readTimestamp(fields, parts),
    toleranceSeconds: tolerance(fields),
    signatureIsId: fields.flag('signatureIsId', false),
  };
}

function checkParts(fields: Fields, parts: readonly string[]): void {
  parts.forEach((part, index) => {
    if (part === 'body' || part.startsWith('text:')) return;
    if (part.startsWith('header:') && HEADER.test(part.slice('header:'.length))) return;
    const path = `${fields.at('parts')}[${index}]`;
    fields.report(path, 'InvalidValue', `${path} must be body, header:NAME or text:…, got "${part}".`);
  });
  if (!parts.includes('body')) {
    const path = fields.at('parts');
    fields.report(path, 'InvalidValue', `${path} must hold "body": what is not signed could be anybody's.`);
  }
}

function readTimestamp(fields: Fields, parts: readonly string[]): HmacScheme['timestamp'] {
  const child = fields.child('timestamp');
  if (child === undefined) return null;
  child.refuseOthers(['header', 'unit']);
  const name = header(child, 'header');
  const isSigned = parts.some((part) => part.toLowerCase() === `header:${name.toLowerCase()}`);
  if (name !== '' && !isSigned) {
    const message = `${child.at('header')} must be among the parts as header:${name}: a time that is not signed proves nothing.`;
    child.report(child.at('header'), 'InvalidValue', message);
  }
  return { header: name, unit: child.choice('unit', TIME_UNITS, 's') };
}
