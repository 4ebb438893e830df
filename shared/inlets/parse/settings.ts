/** What completes the addresses of a recipe: `company`, and whatever else a preset asks for. */
import type { Fields } from '../../engine/schema/parse/fields';
import type { SettingRule } from '../presets/presets';
import { readTexts } from './texts';

/** A setting goes into an address, so it is only what its preset says; one that no preset knows is a plain word. */
const ANY_SETTING = '[A-Za-z0-9._-]{1,100}';

export function readSettings(fields: Fields, wanted: Readonly<Record<string, SettingRule>>): Record<string, string> {
  const settings = readTexts(fields, 'settings');
  for (const [name, { help, pattern }] of Object.entries(wanted)) {
    const path = `settings.${name}`;
    const value = settings[name] ?? '';
    if (value === '') fields.report(path, 'MissingProperty', `${path} is missing: ${help}`);
    else if (!matches(value, pattern)) fields.report(path, 'InvalidValue', `${path} must match ${pattern}: ${help}`);
  }
  for (const [name, value] of Object.entries(settings)) {
    if (name in wanted || matches(value, ANY_SETTING)) continue;
    fields.report(`settings.${name}`, 'InvalidValue', `settings.${name} must match ${ANY_SETTING}.`);
  }
  return settings;
}

const matches = (value: string, pattern: string) => new RegExp(`^(?:${pattern})$`).test(value);
