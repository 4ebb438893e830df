/** What completes the addresses of a recipe: `company`, and whatever else a preset asks for. */
import type { SchemaFaultCode } from '../../engine/schema/parse/faults';
import type { Fields } from '../../engine/schema/parse/fields';
import type { SettingRule } from '../presets/presets';
import { readTexts } from './texts';

/** A setting goes into an address, so it is only what its preset says; one that no preset knows is a plain word. */
const ANY_SETTING = '[A-Za-z0-9._-]{1,100}';

export function readSettings(fields: Fields, wanted: Readonly<Record<string, SettingRule>>): Record<string, string> {
  const settings = readTexts(fields, 'settings');
  const refuse = (name: string, code: SchemaFaultCode, message: string) => {
    fields.report(`settings.${name}`, code, `settings.${name} ${message}`);
    settings[name] = 'x'; // told once, and not again by each address that it is part of
  };
  for (const [name, { help, pattern }] of Object.entries(wanted)) {
    const value = settings[name] ?? '';
    if (value === '') refuse(name, 'MissingProperty', `is missing: ${help}`);
    else if (!matches(value, pattern)) refuse(name, 'InvalidValue', `must match ${pattern}: ${help}`);
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!(name in wanted) && !matches(value, ANY_SETTING)) refuse(name, 'InvalidValue', `must match ${ANY_SETTING}.`);
  }
  return settings;
}

const matches = (value: string, pattern: string) => new RegExp(`^(?:${pattern})$`).test(value);
