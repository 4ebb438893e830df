/** A definition as it is sent or stored: its preset, what differs from that, and every fault of it with its place. */
import { Fields } from '../../engine/schema/parse/fields';
import { isJsonObject } from '../../scim/json';
import { EFFECTS, type Effect, type InletDefinition, type InletFault, MODES, type Verification } from '../definition';
import { findPreset, PRESET_NAMES, type SettingRule } from '../presets/presets';
import { mergeDefinition } from './merge';
import { readCount, readDuration } from './numbers';
import { readEvent } from './readEvent';
import { readFetch } from './readFetch';
import { readMap, readRefetchOn } from './readMap';
import { readVerification } from './readVerification';
import { checkSecret } from './secrets';
import { readSettings } from './settings';
import { readTexts } from './texts';

export interface ParsedInlet {
  readonly definition: InletDefinition;
  /** What was sent of secrets, which no definition keeps: sealed by whoever stores it. */
  readonly secrets: readonly string[];
  readonly fetchSecret: string | null;
}

export type InletVerdict =
  | { readonly ok: true; readonly inlet: ParsedInlet }
  | { readonly ok: false; readonly faults: readonly InletFault[] };

const MEMBERS =
  'name description preset mode enabled settings verify secrets fetchSecret origins expect event effects onDeleted fetch map refetchOn timeZone perMinute expectEvery answers';
const NAME = /^[a-z0-9-]{1,40}$/;
export const MOST_SECRETS = 4;

export interface ParseOptions {
  /** Whether vendors may be asked at `http:` on this computer: stand-ins of tests and of development. */
  readonly allowsLoopback?: boolean;
}

export function parseInlet(given: unknown, { allowsLoopback = false }: ParseOptions = {}): InletVerdict {
  if (!isJsonObject(given)) {
    const message = 'The definition of an inlet must be a JSON object.';
    return { ok: false, faults: [{ path: '', code: 'InvalidType', message }] };
  }
  const faults: InletFault[] = [];
  const report = (path: string, code: string, message: string) => faults.push({ path, code, message });
  const preset = typeof given.preset === 'string' ? findPreset(given.preset) : undefined;
  if (preset === undefined) {
    report('preset', 'InvalidValue', `preset must be one of ${PRESET_NAMES.join(', ')}.`);
    return { ok: false, faults };
  }
  const fields = new Fields(mergeDefinition(preset.definition, given), '', report);
  fields.refuseOthers(MEMBERS.split(' '));
  const inlet = readInlet(fields, preset.settings, allowsLoopback);
  return faults.length === 0 ? { ok: true, inlet } : { ok: false, faults };
}

function readInlet(
  fields: Fields,
  wanted: Readonly<Record<string, SettingRule>>,
  allowsLoopback: boolean,
): ParsedInlet {
  const name = fields.text('name');
  if (name !== '' && !NAME.test(name)) {
    fields.report('name', 'InvalidValue', 'name must be 1 to 40 of a–z, 0–9 and "-".');
  }
  const verify = readVerification(fields.child('verify') ?? new Fields({}, 'verify', fields.report));
  const settings = readSettings(fields, wanted);
  const mode = fields.choice('mode', MODES, 'thin');
  const fetch = readFetch(fields.child('fetch'), settings, allowsLoopback);
  const definition: InletDefinition = {
    name,
    description: fields.optionalText('description'),
    preset: fields.text('preset'),
    mode,
    enabled: fields.flag('enabled', true),
    settings,
    verify,
    origins: fields.texts('origins'),
    expect: readTexts(fields, 'expect'),
    event: readEvent(fields.child('event') ?? new Fields({}, 'event', fields.report)),
    effects: readEffects(fields, mode, fetch !== null),
    onDeleted: fields.choice('onDeleted', ['ignore', 'disable'], 'ignore'),
    fetch,
    map: readMap(fields, mode),
    refetchOn: readRefetchOn(fields),
    timeZone: readTimeZone(fields),
    perMinute: readCount(fields, 'perMinute', 3_000, 1, 60_000),
    expectEveryMs: readDuration(fields, 'expectEvery'),
    answers: readAnswers(fields),
  };
  return { definition, secrets: readSecrets(fields, verify), fetchSecret: fields.optionalText('fetchSecret') };
}

/** What an effect asks for must be there, or each event of it would be parked. */
function readEffects(fields: Fields, mode: InletDefinition['mode'], fetches: boolean): Record<string, Effect> {
  const effects: Record<string, Effect> = {};
  for (const [type, value] of Object.entries(fields.optionalObject('effects') ?? {})) {
    const path = `effects[${JSON.stringify(type)}]`;
    const effect = EFFECTS.find((one) => one === value);
    if (effect === undefined) {
      fields.report(
        path,
        'InvalidValue',
        `${path} must be one of ${EFFECTS.join(', ')}, got ${JSON.stringify(value)}.`,
      );
    } else if (effect === 'fetch' && !fetches) {
      fields.report(path, 'InvalidValue', `${path} is "fetch", and the definition has no "fetch".`);
    } else if (effect === 'full' && mode === 'thin') {
      fields.report(path, 'InvalidValue', `${path} is "full", and mode is "thin": say "full" or "partial" there.`);
    } else if (type.slice(0, -1).includes('*')) {
      fields.report(path, 'InvalidValue', `${path} may have a "*" at its end only.`);
    } else effects[type] = effect;
  }
  if (Object.keys(effects).length === 0 && fields.optionalObject('effects') === null) {
    fields.report('effects', 'MissingProperty', 'effects must say what comes of each type of event.');
  }
  return effects;
}

function readTimeZone(fields: Fields): string {
  const zone = fields.optionalText('timeZone') ?? 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    fields.report('timeZone', 'InvalidValue', 'timeZone must be the name of a zone, such as Europe/Berlin.');
  }
  return zone;
}

/** The sender goes by them: 4xx would tell most of them to forget the event. */
function readAnswers(fields: Fields): InletDefinition['answers'] {
  const answers = fields.child('answers') ?? new Fields({}, 'answers', fields.report);
  answers.refuseOthers(['accepted', 'busy']);
  return {
    accepted: readCount(answers, 'accepted', 202, 200, 299),
    busy: readCount(answers, 'busy', 503, 429, 599),
  };
}

function readSecrets(fields: Fields, verify: Verification): readonly string[] {
  const secrets = fields.texts('secrets');
  if (secrets.length > MOST_SECRETS) {
    fields.report('secrets', 'InvalidValue', `secrets may be at most ${MOST_SECRETS}, got ${secrets.length}.`);
  }
  secrets.forEach((secret, index) => {
    const fault = checkSecret(verify, secret);
    if (fault !== undefined) fields.report(`secrets[${index}]`, 'InvalidValue', `secrets[${index}] ${fault}`);
  });
  return secrets;
}
