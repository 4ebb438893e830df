/** Every function of the language, by name. */
import type { FunctionEntry } from '../functionEntry';
import { DATE_FUNCTIONS } from './dates';
import { LETTER_FUNCTIONS } from './letters';
import { LOGIC_FUNCTIONS } from './logic';
import { NUMBER_AND_LIST_FUNCTIONS } from './numbersAndLists';
import { PRESENCE_FUNCTIONS } from './presence';
import { RANDOM_FUNCTIONS } from './random';
import { REPLACE_FUNCTIONS } from './replace';
import { ROLE_FUNCTIONS } from './roles';
import { SERVICE_FUNCTIONS } from './service';
import { TEXT_FUNCTIONS } from './text';

/** The groups as the documentation shows them. */
export const FUNCTION_GROUPS: readonly { readonly title: string; readonly functions: readonly FunctionEntry[] }[] = [
  { title: 'Text', functions: [...TEXT_FUNCTIONS, ...REPLACE_FUNCTIONS] },
  { title: 'Letters and encodings', functions: LETTER_FUNCTIONS },
  { title: 'Decisions', functions: LOGIC_FUNCTIONS },
  { title: 'Presence and truth', functions: PRESENCE_FUNCTIONS },
  { title: 'Numbers and multi-valued attributes', functions: NUMBER_AND_LIST_FUNCTIONS },
  { title: 'Dates', functions: DATE_FUNCTIONS },
  { title: 'Random values', functions: RANDOM_FUNCTIONS },
  { title: 'The flow', functions: SERVICE_FUNCTIONS },
  { title: 'App roles', functions: ROLE_FUNCTIONS },
];

/** In alphabetical order. */
export const FUNCTIONS: ReadonlyMap<string, FunctionEntry> = new Map(
  FUNCTION_GROUPS.flatMap(({ functions }) => functions)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => [entry.name, entry]),
);
