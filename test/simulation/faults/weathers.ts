/** Weathers in which faults of a kind show within a few seeds; each by itself breaks nothing. */
import type { ListTrouble } from '../lists';
import { calm as undisturbed, type Weather } from '../weather';

type Forecast = (weather: Weather) => Weather;

/** Several workers at one or two people's operations, which take long and come twice. */
export const crowded: Forecast = (weather) => ({
  ...weather,
  workers: 3,
  clients: 2,
  people: 1,
  uploadsAClient: 3,
  operationsAnUpload: 2,
  operationsPerMessage: 1,
  targetLatencyMs: 4_000,
  doubledMessages: 0.5,
  deletionThreshold: 500,
  interventions: 0,
});

/** Two people who come to be, seen by several workers at once. */
export const newcomers: Forecast = (weather) => ({
  ...crowded(weather),
  people: 2,
  uploadsAClient: 1,
  doubledMessages: 0.8,
  crashes: 0,
  targetFaults: 0,
});

/** Workers die often, and the target fails often. */
export const deadly: Forecast = (weather) => ({
  ...weather,
  workers: 2,
  people: 3,
  crashes: 0.01,
  targetFaults: 0.2,
  interventions: 0,
});

/** Storage fails often. */
export const forgetful: Forecast = (weather) => ({
  ...weather,
  crashes: 0.01,
  storageFaults: 0.1,
  operationsPerMessage: 1,
});

/** Messages are lost on their way, and nothing else goes wrong. */
export const losing: Forecast = (weather) => ({ ...calm(weather), lostMessages: 0.5 });

/** Messages come an hour late. */
export const late: Forecast = (weather) => ({ ...calm(weather), lateMessages: 0.5, leavers: 0.5 });

/** The same, while two people leave and come back. */
export const corrected: Forecast = (weather) => ({
  ...late(weather),
  clients: 3,
  people: 2,
  uploadsAClient: 8,
  operationsAnUpload: 1,
  deletionThreshold: 500,
  targetLatencyMs: 20,
  skewMs: 0,
});

/** The queue is away while uploads are accepted. */
export const queueless: Forecast = (weather) => ({ ...calm(weather), queueOutages: 3 });

/** Somebody among others whose row storage never takes. */
export const sickly: Forecast = (weather) => ({
  ...calm(weather),
  sickRow: true,
  people: 4,
  operationsAnUpload: 4,
  operationsPerMessage: 0,
});

const calm: Forecast = (weather) => ({
  ...weather,
  uploadsAClient: 3,
  crashes: 0,
  stalls: 0,
  storageFaults: 0,
  delayedMessages: 0,
  lostMessages: 0,
  lateMessages: 0,
  queueOutages: 0,
  targetFaults: 0,
  targetOutages: 0,
  interventions: 0,
});

/** A job that its agents keep, on machines whose clocks are slow. */
export const slowClock: Forecast = (weather) => ({ ...calm(weather), handovers: 0, agentSkewMs: -600_000 });

/** The target is away for six minutes, while uploads come in, and nothing else goes wrong. */
export const absent: Forecast = (weather) => ({
  ...calm(weather),
  people: 4,
  targetAbsenceMs: 360_000,
  deadTokens: undefined,
  refusals: 0,
});

/** Tokens die while many calls are under way. */
export const forgettingTokens: Forecast = (weather) => ({
  ...calm(weather),
  people: 5,
  operationsAnUpload: 4,
  operationsPerMessage: 0,
  targetConcurrency: 16,
  targetAbsenceMs: 0,
  deadTokens: 3,
});

/** Many people who report to each other, one upload each. */
export const strangers: Forecast = (weather) => ({
  ...forgetful(weather),
  workers: 3,
  clients: 2,
  people: 8,
  uploadsAClient: 1,
  operationsAnUpload: 4,
  targetFaults: 0,
  targetOutages: 0,
  interventions: 0,
});

/** Uploads all the time, and workers that now and then stand still. */
export const restless: Forecast = (weather) => ({
  ...weather,
  workers: 3,
  clients: 2,
  people: 3,
  uploadsAClient: 6,
  operationsAnUpload: 1,
  targetLatencyMs: 20,
  stalls: 0.01,
  interventions: 0,
});

/** An administrator who does a lot, and workers that answer at once. */
export const administered: Forecast = (weather) => ({ ...weather, interventions: 5, stalls: 0, targetLatencyMs: 20 });

/** Few people leave at a time, again and again, while older operations keep their cycle open. */
export const trickling: Forecast = (weather) => ({
  ...weather,
  workers: 2,
  clients: 4,
  people: 12,
  uploadsAClient: 8,
  operationsAnUpload: 1,
  operationsPerMessage: 1,
  leavers: 0.2,
  deletionThreshold: 2,
  doubledMessages: 0.5,
  delayedMessages: 0.8,
  crashes: 0,
  stalls: 0,
  leaps: 0,
  storageFaults: 0,
  targetFaults: 0,
  targetOutages: 0,
  interventions: 0,
});

/** One person who leaves and comes back, and words of the guard that come late. */
export const backAndForth: Forecast = (weather) => ({
  ...weather,
  workers: 3,
  clients: 4,
  people: 1,
  uploadsAClient: 8,
  operationsAnUpload: 1,
  deletionThreshold: 6,
  deletionsAtOnce: 0,
  doubledMessages: 0.8,
  delayedMessages: 0.8,
  crashes: 0,
  stalls: 0,
  storageFaults: 0,
  targetFaults: 0,
  targetLatencyMs: 20,
  interventions: 0,
});

/** A mass deletion at a slow target: it takes many rounds of the timer until all of it is held. */
export const longWinded: Forecast = (weather) => ({
  ...weather,
  workers: 2,
  clients: 3,
  people: 12,
  uploadsAClient: 6,
  operationsAnUpload: 4,
  operationsPerMessage: 1,
  targetConcurrency: 1,
  targetLatencyMs: 4_000,
  leavers: 0.5,
  deletionThreshold: 2,
  crashes: 0,
  stalls: 0,
  storageFaults: 0,
  targetFaults: 0,
  targetOutages: 0,
  interventions: 0,
});

/** One worker and one client before a target that does not do everything it says, and nothing else is wrong. */
export const stubborn: Forecast = (weather) => ({
  ...calm(weather),
  workers: 1,
  clients: 1,
  people: 1,
  uploadsAClient: 5,
  skewMs: 0,
  refusals: 0,
  doubledMessages: 0,
  sickRow: false,
  staged: false,
  oversized: false,
  deletionThreshold: 500,
  targetLatencyMs: 20,
  tells: true,
  untaken: 0.4,
});

/** Few people, of whom many leave, with data that the target refuses now and then. */
export const leaving: Forecast = (weather) => ({
  ...weather,
  people: 3,
  leavers: 0.6,
  refusals: 0.3,
  targetFaults: 0,
  crashes: 0,
  deletionThreshold: 500,
  interventions: 0,
});

/** Few people leave and come back, before many workers who are told of it twice. */
export const leavingTogether: Forecast = (weather) => ({
  ...calm(weather),
  workers: 4,
  clients: 2,
  people: 2,
  uploadsAClient: 4,
  operationsAnUpload: 1,
  leavers: 0.6,
  refusals: 0,
  doubledMessages: 0.8,
  deletionThreshold: 500,
  targetLatencyMs: 4_000,
});

/** Parts of few people, out of order, before a target that fails. */
export const parted: Forecast = (weather) => ({
  ...crowded(weather),
  people: 2,
  uploadsAClient: 4,
  parts: 0.8,
  delayedMessages: 0.3,
  targetLatencyMs: 300,
  targetFaults: 0.3,
  crashes: 0,
});

/** The same, and some go and are spoken of again while their disabling is held. */
export const partedLeavers: Forecast = (weather) => ({
  ...parted(weather),
  leavers: 0.4,
  targetFaults: 0,
  refusals: 0,
});

/** Parts of two people, and nothing goes wrong by itself. */
const quietParts: Forecast = (weather) => ({
  ...undisturbed(weather),
  people: 2,
  uploadsAClient: 4,
  operationsAnUpload: 2,
  parts: 0.8,
  targetLatencyMs: 20,
  deletionThreshold: 500,
  scoped: false,
  filtered: false,
  openGates: false,
  rehired: false,
  hands: 0,
  forgets: 0,
});

/** Another system writes to the accounts, too. */
export const handed: Forecast = (weather) => ({ ...quietParts(weather), hands: 12, leavers: 0 });

/** The same, while people leave. */
export const leavingByHand: Forecast = (weather) => ({ ...quietParts(weather), hands: 30, parts: 1, leavers: 0.6 });

/** Somebody comes back under another number. */
export const rehiring: Forecast = (weather) => ({ ...quietParts(weather), rehired: true });

/** People go in and out of scope. */
export const scoping: Forecast = (weather) => ({
  ...quietParts(weather),
  clients: 1,
  uploadsAClient: 16,
  operationsAnUpload: 1,
  parts: 0.9,
  scoped: true,
  leavers: 0,
});

/** Everything in the order it was sent, and an input filter that keeps some people out. */
export const filtering: Forecast = (weather) => ({
  ...quietParts(weather),
  workers: 1,
  clients: 1,
  uploadsAClient: 6,
  filtered: true,
});

/** Clients that repeat themselves. */
export const repeating: Forecast = (weather) => ({ ...quietParts(weather), repeats: 0.6 });

/** People are forgotten while messages come twice and late. */
export const forgetting: Forecast = (weather) => ({
  ...quietParts(weather),
  doubledMessages: 0.8,
  delayedMessages: 0.5,
  forgets: 6,
});

/** Somebody whose manager the target never takes, spoken of again and again. */
export const refusing: Forecast = (weather) => ({
  ...calm(weather),
  people: 2,
  clients: 1,
  uploadsAClient: 6,
  refusesReferences: true,
  rematches: 0,
});

/** People who get other accounts when all of them are linked, and are hardly spoken of after that. */
export const restaffed: Forecast = (weather) => ({
  ...calm(weather),
  people: 3,
  uploadsAClient: 2,
  leavers: 0,
  refusesReferences: false,
  rematches: 3,
});

/** Lists that are as good as one look, and nothing goes wrong by itself. */
const GOOD_LISTS: ListTrouble = {
  missesCount: true,
  lagMs: 1,
  leavesOut: 0,
  fails: 0,
  chokes: false,
  lateMs: 1,
};

/** Everybody in few uploads, so that all are asked for together. */
const together: Forecast = (weather) => ({
  ...undisturbed(weather),
  workers: 2,
  people: 5,
  uploadsAClient: 2,
  operationsAnUpload: 6,
  operationsPerMessage: 0,
  skewMs: 0,
  leavers: 0,
  parts: 0,
  targetLatencyMs: 20,
  targetConcurrency: 16,
  targetAbsenceMs: 0,
  deadTokens: undefined,
  deletionThreshold: 500,
  rematches: 0,
  refusesReferences: false,
  hands: 0,
  found: 0,
  twice: false,
  pauses: 0,
  lists: GOOD_LISTS,
});

/** Lists that leave out people who have an account. */
export const leavingOut: Forecast = (weather) => ({
  ...together(weather),
  found: 5,
  lists: { ...GOOD_LISTS, missesCount: false, leavesOut: 0.5 },
});

/** Lists two minutes late, and clients who change people back and forth. */
export const lagging: Forecast = (weather) => ({
  ...together(weather),
  clients: 2,
  people: 2,
  uploadsAClient: 6,
  operationsAnUpload: 3,
  repeats: 0.9,
  lists: { ...GOOD_LISTS, lagMs: 120_000 },
});

/** Another system writes shortly before uploads come, and lists do not show it yet. */
export const writtenByHand: Forecast = (weather) => ({
  ...together(weather),
  clients: 1,
  people: 3,
  uploadsAClient: 3,
  hands: 40,
  pauses: 1,
  lists: { ...GOOD_LISTS, lagMs: 120_000 },
});

/** A target that can make no list with one of the people. */
export const choking: Forecast = (weather) => ({ ...together(weather), lists: { ...GOOD_LISTS, chokes: true } });

/** Somebody could have either of two accounts. */
export const doubled: Forecast = (weather) => ({ ...together(weather), twice: true });
