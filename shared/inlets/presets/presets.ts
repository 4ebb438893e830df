/**
 * The presets there are: vendors and kinds of sender as data (spec/hands.md 3.4). Each tells what it was made from, what of it
 * nobody knows yet, and whether anybody has tried it against the vendor.
 */
import type { JsonObject } from '../../scim/json';
import bamboohr from './bamboohr.json';
import basic from './basic.json';
import cloudevents from './cloudevents.json';
import finch from './finch.json';
import hibob from './hibob.json';
import merge from './merge.json';
import personio from './personio.json';
import signed from './signed.json';
import standard from './standard.json';
import token from './token.json';

export interface SettingRule {
  readonly help: string;
  /** A regular expression for the whole of it. */
  readonly pattern: string;
}

export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The day it was tried against the vendor; `null`: nobody has. */
  readonly verified: string | null;
  readonly sources: readonly string[];
  /** What could not be found out, and what is done because of that. */
  readonly unknown: readonly string[];
  readonly settings: Readonly<Record<string, SettingRule>>;
  /** What the secret is called there. */
  readonly secret: string;
  /** The same of what fetching needs; `null` where nothing is fetched. */
  readonly fetchSecret: string | null;
  /** What somebody does in the vendor's console, one step each. */
  readonly connect: readonly string[];
  /** How it tells of somebody who leaves. */
  readonly leavers: string;
  /** What a definition need not say. */
  readonly definition: JsonObject;
}

type Data = Omit<Preset, 'name'>;

/** Vendors first, then what is common to many. */
const PRESETS = new Map<string, Data>(
  Object.entries({ bamboohr, hibob, personio, finch, merge, standard, cloudevents, signed, token, basic } as Record<
    string,
    Data
  >),
);

export const PRESET_NAMES: readonly string[] = [...PRESETS.keys()];

export function findPreset(name: string): Preset | undefined {
  const data = PRESETS.get(name);
  return data && { name, ...data };
}

/** What `GET /muster/inletPresets` tells, in its order. */
export function presetCatalogue(): readonly Preset[] {
  return [...PRESETS].map(([name, data]) => ({ name, ...data }));
}
