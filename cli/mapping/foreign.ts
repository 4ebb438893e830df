/** Mappings of other tools made ours: the one of CSV2SCIM, and the one that Microsoft's upload wizard saves. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../shared/scim/json';
import { ENTERPRISE_USER } from '../../shared/scim/urns';
import { OWN_ATTRIBUTES } from './autoMap';
import { FORMAT, type MappingFile, type Rule } from './mappingFile';
import { type Psd1, type Psd1Table, parsePsd1 } from './psd1';

const ours = (map: Readonly<Record<string, Rule>>): MappingFile => ({ format: FORMAT, confirmed: null, read: {}, map });

/** @throws {Psd1Fault} with line and column */
export function fromPsd1(text: string): MappingFile {
  const map: Record<string, Rule> = {};
  walk(parsePsd1(text), '', map);
  return ours(map);
}

function walk({ entries }: Psd1Table, prefix: string, map: Record<string, Rule>): void {
  for (const [key, value] of entries) {
    const name = prefix + key;
    if (isList(value)) for (const element of value) walkElement(element, name, map);
    else if (isTable(value)) walk(value, `${name}${/^urn:/i.test(key) && prefix === '' ? ':' : '.'}`, map);
    else map[name.replace(/^(urn:.*:manager)\.value$/i, '$1')] = value;
  }
}

const isList = (value: Psd1): value is readonly Psd1Table[] => Array.isArray(value);
const isTable = (value: Psd1): value is Psd1Table => typeof value === 'object' && 'entries' in value;

/** An element is known by its type, else as the primary one. */
function walkElement({ entries }: Psd1Table, name: string, map: Record<string, Rule>): void {
  const constant = (key: string) => {
    const [, value] = entries.find(([one]) => one.toLowerCase() === key) ?? [];
    return typeof value === 'object' && 'value' in value ? value.value : undefined;
  };
  const type = constant('type');
  const filter = type === undefined ? 'primary eq true' : `type eq "${type}"`;
  const found = type === undefined ? 'primary' : 'type';
  walk({ entries: entries.filter(([key]) => key.toLowerCase() !== found) }, `${name}[${filter}].`, map);
}

/** Attributes by dotted names, and columns: nothing else is in it, so its keys give it away. */
export function isWizardMapping(value: Json | undefined): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, column]) => /^[\w.]+$/.test(key) && typeof column === 'string');
}

/** `active` is left to be decided word by word: the wizard takes every word it does not know for disabled. */
export function fromWizard(mapping: JsonObject): MappingFile {
  const map: Record<string, Rule> = {};
  for (const [key, column] of Object.entries(mapping)) {
    if (typeof column !== 'string' || column === '') continue;
    map[attributeOf(key)] = key === 'active' ? { column, values: {} } : `[${column}]`;
  }
  return ours(map);
}

function attributeOf(key: string): string {
  const [first = '', ...rest] = key.split('.');
  if (first === 'enterprise') return `${ENTERPRISE_USER}:${rest.join('.').replace(/^manager\.value$/, 'manager')}`;
  if (first === 'custom') return `${OWN_ATTRIBUTES}:${rest.join('.')}`;
  const [index, ...members] = rest;
  if (index === '0') return `${first}[type eq "work"].${members.join('.')}`;
  return key;
}
