/**
 * Keys that work anywhere but in fields: single ones (`j`, `/`), two after each other (`g l`), and `Ctrl`/`⌘` `K`. A page
 * that stands above another takes them first.
 */
import { useEffect, useRef } from 'preact/hooks';
import { hasKeys } from './preferences';

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const layers: { readonly current: KeyMap }[] = [];
/** How long the second of two may take. */
const SEQUENCE_MS = 1_200;
let first: { readonly key: string; readonly at: number } | undefined;

export function useKeys(keys: KeyMap): void {
  const map = useRef(keys);
  map.current = keys;
  useEffect(() => {
    const layer = map;
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

const isField = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable], .cm-editor') !== null;

/** As it is written in a map: `Ctrl+k`, `?`, `Escape`. */
export function nameOfKey({ key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): string {
  return ctrlKey || metaKey ? `Ctrl+${key.toLowerCase()}` : key;
}

function find(name: string): ((event: KeyboardEvent) => void) | undefined {
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const found = layers[index]?.current[name];
    if (found !== undefined) return found;
  }
  return undefined;
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const name = nameOfKey(event);
  const isControl = name.startsWith('Ctrl+') || name === 'Escape';
  if (!isControl && (isField(event.target) || !hasKeys.value)) return;
  if (isField(event.target) && name === 'Escape') (event.target as HTMLElement).blur();
  const isSecond = first !== undefined && event.timeStamp - first.at < SEQUENCE_MS;
  const handler = (isSecond ? find(`${first?.key} ${name}`) : undefined) ?? find(name);
  first = handler === undefined ? { key: name, at: event.timeStamp } : undefined;
  if (handler === undefined) return;
  event.preventDefault();
  handler(event);
}

export const startKeys = (): void => window.addEventListener('keydown', handleKey);
