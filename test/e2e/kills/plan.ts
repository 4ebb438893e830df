/** Who is uploaded in which bulk, and when the plug is pulled: all drawn from one seed. */
import { bulkBody, people } from '../../../bench/people';
import { chunk } from '../../../shared/collections';
import type { JsonObject } from '../../../shared/scim/json';
import { ENTERPRISE_USER } from '../../../shared/scim/urns';
import { type Chance, createChance } from '../../simulation/chance';
import { VICTIMS, type Victim } from '../../support/stack';

export interface KillOptions {
  readonly people: number;
  readonly kills: number;
  readonly seed: number;
}

export interface Bulk {
  /** The same for every attempt to send it. */
  readonly clientRequestId: string;
  /** In the order of its operations. */
  readonly people: readonly JsonObject[];
  readonly body: string;
}

export interface Kill {
  readonly victim: Victim;
  /** How many bulks have been answered, of all that will be, when the countdown begins. */
  readonly answered: number;
  /** How many bulks may have been sent by then. */
  readonly sent: number;
  /** The countdown. */
  readonly delayMs: number;
  /** Storage stands still when the countdown begins; `undefined`: it does not. */
  readonly storage: StorageStop | undefined;
  /** Kill it a second time, so long after it was started again; `undefined`: let it live. */
  readonly againAfterMs: number | undefined;
}

export interface StorageStop {
  readonly forMs: number;
  /** The host is killed while storage stands still, and not after. */
  readonly killsMeanwhile: boolean;
}

export interface Plan {
  /** Everybody, as sent for the first time. */
  readonly people: readonly JsonObject[];
  readonly bulks: readonly Bulk[];
  readonly kills: readonly Kill[];
}

/** What an HR system sends at once, and what the service allows (seed 000). */
const PEOPLE_A_BULK = 50;
/** Among them people who were sent before, often in the bulk that is still under way, with another title. */
const CHANGES_A_BULK = 10;
const REPORTS_A_MANAGER = 8;
/** Bulks that may be under way when the countdown begins: some of their answers get lost. */
const BULKS_IN_FLIGHT = 4;
/** Long enough for the people of a few bulks to be half done. */
const LONGEST_DELAY_MS = 1_500;
const SHARE_OF_SUDDEN_KILLS = 0.3;
const SUDDEN_MS = 20;
/** Some do not get through starting: that takes about a second. */
const SHARE_OF_KILLED_STARTS = 0.25;
const LONGEST_START_MS = 1_200;
const SHARE_OF_STOPS = 0.4;
const LONGEST_STOP_MS = 8_000;
/** Some last for longer than calls of storage are tried. */
const SHARE_OF_LONG_STOPS = 0.15;
const LONG_STOP_MS = 62_000;

export function planKills({ people: count, kills, seed }: KillOptions): Plan {
  const chance = createChance(seed);
  const staff = people(0, count).map(withManager);
  // Shuffled, so that about half of them come before their manager does, and wait.
  const bulks = fillBulks(shuffle(staff, chance), chance).map((members, index) => ({
    clientRequestId: `kills-${seed}-${index + 1}`,
    people: members,
    body: JSON.stringify(bulkBody(members)),
  }));
  return { people: staff, bulks, kills: drawKills(kills, bulks.length, chance, createChance(seed + 1_000_003)) };
}

function fillBulks(staff: readonly JsonObject[], chance: Chance): JsonObject[][] {
  const sent: JsonObject[] = [];
  return chunk(staff, PEOPLE_A_BULK - CHANGES_A_BULK).map((newcomers, bulk) => {
    const changes = new Set(sent.length === 0 ? [] : newcomers.slice(0, CHANGES_A_BULK).map(() => chance.pick(sent)));
    sent.push(...newcomers);
    return [
      ...newcomers,
      ...[...changes].map((person) => ({ ...person, title: `${person.title}, since bulk ${bulk}` })),
    ];
  });
}

/** Everyone but the first reports to somebody; eight to a manager, as in a company. */
function withManager(person: JsonObject, index: number, staff: readonly JsonObject[]): JsonObject {
  if (index === 0) return person;
  const manager = staff[Math.floor((index - 1) / REPORTS_A_MANAGER)]?.externalId ?? null;
  const enterprise = person[ENTERPRISE_USER];
  return { ...person, [ENTERPRISE_USER]: { ...(enterprise as JsonObject), manager: { value: manager } } };
}

/** @param stops draws when storage stands still, apart from all else: plans without it stay as they were */
function drawKills(count: number, bulks: number, chance: Chance, stops: Chance): Kill[] {
  const moments = Array.from({ length: count }, () => chance.whole(bulks + 1)).sort((a, b) => a - b);
  return moments.map((answered) => ({
    victim: chance.pick(VICTIMS),
    answered,
    sent: Math.min(bulks, answered + BULKS_IN_FLIGHT),
    delayMs: chance.whole(chance.happens(SHARE_OF_SUDDEN_KILLS) ? SUDDEN_MS : LONGEST_DELAY_MS),
    storage: stops.happens(SHARE_OF_STOPS) ? drawStop(stops) : undefined,
    againAfterMs: chance.happens(SHARE_OF_KILLED_STARTS) ? chance.whole(LONGEST_START_MS) : undefined,
  }));
}

function drawStop(stops: Chance): StorageStop {
  const forMs = stops.happens(SHARE_OF_LONG_STOPS) ? LONG_STOP_MS : stops.whole(LONGEST_STOP_MS);
  return { forMs, killsMeanwhile: stops.happens(0.5) };
}

function shuffle<T>(items: readonly T[], chance: Chance): T[] {
  const keyed = items.map((item) => ({ item, key: chance.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
