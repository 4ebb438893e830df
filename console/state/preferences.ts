/** What a reader chose for this browser: theme, time zone, columns, keys. The only file that knows `localStorage`. */
import { effect, type Signal, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
export type Zone = 'local' | 'utc';

const PREFIX = 'muster.console.';

/** A private window may refuse: then a choice lasts as long as the page. */
function read<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

export function savePreference(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Nowhere to keep it.
  }
}

export const readPreference = read;

function kept<T>(name: string, otherwise: T): Signal<T> {
  const value = signal(read(name, otherwise));
  effect(() => savePreference(name, value.value));
  return value;
}

export const theme = kept<Theme>('theme', 'system');
export const zone = kept<Zone>('zone', 'local');
export const hasKeys = kept('keys', true);
/** By list: the ids of columns that are not wanted. */
export const hiddenColumns = kept<Readonly<Record<string, readonly string[]>>>('columns', {});

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset.theme;
  else dataset.theme = theme.value;
});
