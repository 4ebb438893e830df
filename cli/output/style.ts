/** Colour, where it helps and nobody has asked for none. It never says what words do not (spec/hands.md 1.2). */
import { styleText } from 'node:util';
import type { OutputStream, World } from '../world';

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

export function wantsColour(stream: OutputStream, env: World['env'], asked: boolean): boolean {
  if (!asked) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

export function painter(isOn: boolean): Paint {
  return isOn ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}
