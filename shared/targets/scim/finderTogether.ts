/**
 * People looked up together, by `or`. Many services do not understand it, and some say so by finding nobody, which would make
 * us create everybody once more. So a service is asked so only by an attribute for which it has proven itself: of ten values,
 * the first and the last of which users of its own have, it must find these users and nobody else. Where it lists as many as
 * it ever listed at once, more may have been left out, and whoever is missed is asked for alone (decision 0058).
 */
import { ProvisioningError } from '../../errors';
import type { RandomSource } from '../../ports';
import { printValue } from '../../value';
import type { Together } from '../target';
import type { ScimUser } from './answers';
import { equalsFilter } from './filter';
import { type Finder, NOT_UNDERSTOOD } from './finder';
import type { Labels } from './labels';
import { parseScimPath, type ScimPath } from './path';
import { attributeValue, holdsText } from './targetUser';
import type { UsersEndpoint } from './users';

const MOST = 10;
/** Accounts are read directly: no list of ids was measured to be quicker. Of whom a miss is no proof, nothing is told. */
export const TOGETHER: Together = { finds: MOST, reads: 0, missesCount: true };

/** Longer values may make an address that is too long; quotes and backslashes are read wrongly by many. */
const IS_PLAIN = /^[^"\\]{1,100}$/;
/** A service with too few users to prove itself is asked once more when so many lists might have been asked for. */
const LISTS_BETWEEN_PROOFS = 5;

export interface FinderTogether {
  /** By value as given, who has it. A value that is absent is to be asked for alone. */
  find(attribute: string, values: readonly string[]): Promise<ReadonlyMap<string, readonly ScimUser[]>>;
}

interface Standing {
  proof: 'wanted' | 'given' | 'failed';
  /** Lists that went by since the proof was last asked for. */
  passed: number;
  /** Users it has listed at once. */
  most: number;
}

/** @param probes whether the service may be asked for what it may not understand */
export function createFinderTogether(
  users: UsersEndpoint,
  labels: Labels,
  { finder, probes, random }: { readonly finder: Finder; readonly probes: boolean; readonly random: RandomSource },
): FinderTogether {
  const standings = new Map<string, Standing>();

  /** Whoever has any of the values; `undefined` where that may not be all, or is not what was asked. */
  async function list(path: ScimPath, values: readonly string[]): Promise<readonly ScimUser[] | undefined> {
    const filter = values.map((value) => equalsFilter(path, value, 'allInside')).join(' or ');
    const { users: found, isWhole } = await users.list(filter, path.name);
    const isAsked = found.every(({ resource }) =>
      values.some((value) => holdsText(labels.label(resource), path, value)),
    );
    return isWhole && isAsked && new Set(found.map(({ id }) => id)).size === found.length ? found : undefined;
  }

  const holders = (found: readonly ScimUser[], path: ScimPath, value: string) =>
    found.filter(({ resource }) => holdsText(labels.label(resource), path, value));

  /** What some of the service's own users have there, each once. */
  async function knownValues(attribute: string): Promise<readonly string[]> {
    const values = (await users.first(MOST - 1)).flatMap(({ resource }) => {
      const value = printValue(attributeValue(labels.label(resource).resource, attribute));
      return value !== null && IS_PLAIN.test(value) ? [value] : [];
    });
    return [...new Map(values.map((value) => [value.toLowerCase(), value])).values()];
  }

  async function prove(attribute: string, path: ScimPath, standing: Standing): Promise<void> {
    const known = await knownValues(attribute);
    if (known.length < 2) return;
    standing.proof = 'failed';
    const nobodys = Array.from({ length: MOST - known.length }, () => random.uuid());
    try {
      const found = (await list(path, [...known.slice(0, 1), ...nobodys, ...known.slice(1)])) ?? [];
      const isRight = known.every((value) => holders(found, path, value).length > 0);
      if (isRight) Object.assign(standing, { proof: 'given', most: found.length });
    } catch (error) {
      if (error instanceof ProvisioningError && NOT_UNDERSTOOD.has(error.code)) return;
      standing.proof = 'wanted'; // a bad moment
      throw error;
    }
  }

  /** @returns `undefined` unless the service has proven itself */
  async function standingOf(attribute: string, path: ScimPath): Promise<Standing | undefined> {
    const standing: Standing = standings.get(attribute) ?? { proof: 'wanted', passed: LISTS_BETWEEN_PROOFS, most: 0 };
    standings.set(attribute, standing);
    if (standing.proof === 'wanted') {
      standing.passed += 1;
      if (standing.passed <= LISTS_BETWEEN_PROOFS) return undefined;
      standing.passed = 0; // whoever comes meanwhile is asked for alone
      await prove(attribute, path, standing);
    }
    return standing.proof === 'given' ? standing : undefined;
  }

  return {
    async find(attribute, values) {
      const path = parseScimPath(attribute);
      const asked = values.filter((value) => IS_PLAIN.test(value));
      const mayAsk = probes && path.element === undefined && asked.length > 1;
      const standing = mayAsk ? await standingOf(attribute, path) : undefined;
      if (standing === undefined) return new Map();
      const found = await list(path, asked);
      if (found === undefined) return new Map();
      const isAll = found.length < standing.most && !finder.hidesDisabled();
      standing.most = Math.max(standing.most, found.length);
      return new Map(
        asked.flatMap((value) => {
          const his = holders(found, path, value);
          return his.length > 0 || isAll ? [[value, his] as const] : [];
        }),
      );
    },
  };
}
