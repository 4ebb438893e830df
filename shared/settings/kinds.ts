/** What settings may hold: how the text of each kind is read, and how a value of it is written. */

import { normalizeNcrontab } from './ncrontab';

export interface Kind<T> {
  /** What is allowed, as it stands behind "must be". */
  readonly expectation: string;
  /** @throws {Misfit} for text that is none of this kind */
  read(text: string): T;
  /** As one would set it. */
  write(value: T): string;
}

/** A value that does not fit its setting; the message goes on behind the setting's name. */
export class Misfit extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Misfit';
  }
}

const MINUTE_MS = 60_000;
const SCHEDULE_FIELDS = 6;
/** A name, or an address with or without the length of its network. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+)(?:\/\d{1,3})?$/i;

export const text: Kind<string> = { expectation: 'text', read: (value) => value, write: (value) => value };

export const flag: Kind<boolean> = {
  ...oneOf('true', 'false'),
  read: (value) => oneOf('true', 'false').read(value) === 'true',
  write: String,
};

/** Names or whatever else stands between commas: at least one. */
export const list: Kind<readonly string[]> = {
  expectation: 'names with commas between them',
  read(value) {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0) throw new Misfit(`must name at least one, got '${value}'`);
    return items;
  },
  write: (items) => items.join(','),
};

export const hosts: Kind<readonly string[]> = listOf('host names, addresses or networks such as 10.1.0.0/16', HOST);

export const url: Kind<string> = {
  expectation: 'a URL that begins with http:// or https://',
  read(value) {
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) return value;
    throw new Misfit(`must be ${url.expectation}, got '${value}'`);
  },
  write: (value) => value,
};

/** A token is sent along: never in the clear. The slash at its end does not count. */
export const httpsUrl: Kind<string> = {
  expectation: 'a URL that begins with https://',
  read(value) {
    if (/^https:\/\//i.test(value) && URL.canParse(value)) return value.replace(/\/+$/, '');
    throw new Misfit(`must be ${httpsUrl.expectation}, got '${value}'`);
  },
  write: (value) => value,
};

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const guid: Kind<string> = {
  expectation: 'a GUID',
  read(value) {
    if (GUID.test(value)) return value;
    throw new Misfit(`must be ${guid.expectation}, got '${value}'`);
  },
  write: (value) => value,
};

/** All six fields: the deployed host takes five as well, and whoever leaves out one may have meant another. */
export const schedule: Kind<string> = {
  expectation: 'six fields (second minute hour day month day-of-week)',
  read(value) {
    if (value.split(/\s+/).length !== SCHEDULE_FIELDS)
      throw new Misfit(`must be ${schedule.expectation}, got '${value}'`);
    try {
      normalizeNcrontab(value);
    } catch (error) {
      throw new Misfit(`is no schedule: ${(error as Error).message}`);
    }
    return value;
  },
  write: (value) => value,
};

/** A mail server. What was set is not shown: it may hold a password. */
export const mailServer: Kind<string> = {
  expectation: 'smtp:// or smtps://, perhaps a user and a password, and a server',
  read(value) {
    if (/^smtps?:\/\/[^/]/i.test(value)) return value;
    throw new Misfit('must begin with smtp:// or smtps:// and name a server');
  },
  write: (value) => value,
};

/** @param pattern of each item */
export function listOf(expectation: string, pattern: RegExp): Kind<readonly string[]> {
  return {
    expectation,
    read(value) {
      const items = list.read(value);
      const wrong = items.filter((item) => !pattern.test(item));
      if (wrong.length === 0) return items;
      throw new Misfit(`must be ${expectation}, got ${wrong.map((item) => `'${item}'`).join(', ')}`);
    },
    write: list.write,
  };
}

export function whole(least: number, most: number): Kind<number> {
  const expectation = `a whole number from ${least} to ${most}`;
  return {
    expectation,
    read(value) {
      const number = Number(value);
      if (Number.isInteger(number) && number >= least && number <= most) return number;
      throw new Misfit(`must be ${expectation}, got '${value}'`);
    },
    write: String,
  };
}

/** Choices compare without case. */
export function oneOf<const T extends string>(...choices: readonly T[]): Kind<T> {
  const expectation = `one of ${choices.join(', ')}`;
  return {
    expectation,
    read(value) {
      const choice = choices.find((candidate) => candidate === value.toLowerCase());
      if (choice === undefined) throw new Misfit(`must be ${expectation}, got '${value}'`);
      return choice;
    },
    write: (value) => value,
  };
}

/** Milliseconds, set in minutes. */
export const minutes: Kind<number> = {
  expectation: 'a number of minutes above 0',
  read(value) {
    const given = Number(value);
    if (Number.isFinite(given) && given > 0) return given * MINUTE_MS;
    throw new Misfit(`must be ${minutes.expectation}, got '${value}'`);
  },
  write: (ms) => String(ms / MINUTE_MS),
};

/** A ladder of waits in milliseconds, set in minutes. */
export const ladder: Kind<readonly number[]> = {
  expectation: 'minutes with commas between them, each as long as the one before or longer',
  read(value) {
    const given = value.split(',').map(Number);
    const climbs = given.every(
      (minute, index) => Number.isFinite(minute) && minute > 0 && minute >= (given[index - 1] ?? 0),
    );
    if (!climbs) throw new Misfit(`must be ${ladder.expectation}, got '${value}'`);
    return given.map((minute) => minute * MINUTE_MS);
  },
  write: (ladderMs) => ladderMs.map((ms) => ms / MINUTE_MS).join(','),
};

/** A key of so many bytes, in base64. */
export function key(bytes: number): Kind<Uint8Array> {
  return {
    expectation: `${bytes} bytes in base64`,
    read(value) {
      const given = Buffer.from(value, 'base64');
      if (given.byteLength === bytes) return new Uint8Array(given);
      throw new Misfit(`must be ${bytes} bytes in base64, got ${given.byteLength} bytes`);
    },
    write: (value) => Buffer.from(value).toString('base64'),
  };
}
