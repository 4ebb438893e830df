/** The colours of `tokens.css` against each other, in both themes (WCAG 2.2: 1.4.3 and 1.4.11). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXT = readFileSync(join(__dirname, '../../console/styles/tokens.css'), 'utf8');
const PAIR = /--([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)/g;
const TOKENS = new Map([...TEXT.matchAll(PAIR)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
const THEMES = ['light', 'dark'] as const;

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ['bg', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const STATUS = ['ok', 'warn', 'fail', 'skip', 'held', 'quar'];

/** Ink on a ground: 4.5 to 1. */
const INKS: readonly (readonly [ink: string, grounds: readonly string[]])[] = [
  ['text', [...SURFACES, ...STATUS.map((name) => `${name}-soft`), 'accent-soft']],
  ['text-2', [...SURFACES, ...STATUS.map((name) => `${name}-soft`)]],
  ['text-3', SURFACES],
  ['accent', [...SURFACES, 'accent-soft']],
  ['on-accent', ['accent-fill']],
  ...STATUS.map((name) => [name, ['surface', 'raised', 'hover', 'selected', `${name}-soft`]] as const),
];
/** Borders of controls and fills of charts: 3 to 1. */
const SHAPES: readonly (readonly [ink: string, grounds: readonly string[]])[] = [
  ['line-strong', ['bg', 'surface', 'raised']],
  ['focus', SURFACES],
  ['accent-fill', ['surface', 'bg', 'sunken']],
  ...STATUS.map((name) => [`${name}-fill`, ['surface']] as const),
];

function tooPale(pairs: typeof INKS, least: number): readonly string[] {
  return pairs.flatMap(([ink, grounds]) =>
    grounds.flatMap((ground) =>
      THEMES.flatMap((theme) => {
        const [a, b] = [TOKENS.get(ink)?.[theme], TOKENS.get(ground)?.[theme]];
        if (a === undefined || b === undefined) return [`${ink} or ${ground} is no colour of the tokens`];
        const found = contrast(a, b);
        return found >= least ? [] : [`${ink} on ${ground}, ${theme}: ${found.toFixed(2)}`];
      }),
    ),
  );
}

test('black on white is told from grey on white', () => {
  expect([contrast('#000000', '#ffffff'), contrast('#777777', '#ffffff')].map((one) => one.toFixed(2))).toEqual([
    '21.00',
    '4.48',
  ]);
});

test('every text can be read on every ground that it stands on', () => {
  expect(tooPale(INKS, 4.5)).toEqual([]);
});

test('every control and every part of a chart can be told from its ground', () => {
  expect(tooPale(SHAPES, 3)).toEqual([]);
});
