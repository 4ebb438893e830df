/** Chance that repeats: the same seed gives the same numbers in the same order, on every machine. */
import type { RandomSource } from '../../shared/ports';

export interface Chance {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `limit`. */
  whole(limit: number): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  happens(probability: number): boolean;
  /** @throws {RangeError} when there is nothing to pick from */
  pick<T>(items: readonly T[]): T;
  /** Another stream of chance, so that what one part of a run draws does not shift what another does. */
  fork(): Chance;
}

/** @param seed a whole number */
export function createChance(seed: number): Chance {
  let state = mix(seed | 0);

  /** Mulberry32: small, quick, and good enough to shuffle a few thousand steps. */
  function bits(): number {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  }

  const next = () => bits() / 0x1_0000_0000;
  const whole = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    whole,
    between: (least, most) => least + whole(most - least + 1),
    happens: (probability) => next() < probability,
    pick(items) {
      const item = items[whole(items.length)];
      if (item === undefined) throw new RangeError('there is nothing to pick from');
      return item;
    },
    fork: () => createChance(bits()),
  };
}

/** Neighbouring seeds must not begin alike. */
function mix(seed: number): number {
  let value = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

/** What Muster draws its ids from. */
export function randomSource(chance: Chance): RandomSource {
  const bytes = (length: number) => Uint8Array.from({ length }, () => chance.whole(256));
  return {
    bytes,
    uuid() {
      const hex = Buffer.from(bytes(16)).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
