/** What a seed makes of the world: how many of everything, and how much goes wrong. Most seeds are mild in most respects. */
import type { Chance } from './chance';
import type { ListTrouble } from './lists';

export interface Weather {
  readonly workers: number;
  readonly clients: number;
  /** Different people in the uploads. */
  readonly people: number;
  readonly uploadsAClient: number;
  readonly operationsAnUpload: number;
  /** Of one request that share a message; 0: all. */
  readonly operationsPerMessage: number;
  readonly targetConcurrency: number;
  /** Clocks are off by at most this much. */
  readonly skewMs: number;
  /** Per step of the scheduler. */
  readonly crashes: number;
  readonly stalls: number;
  readonly leaps: number;
  /** Per storage call. */
  readonly storageFaults: number;
  /** Per message sent. */
  readonly doubledMessages: number;
  readonly delayedMessages: number;
  /** Of messages with operations: gone although they were sent, or an hour late. */
  readonly lostMessages: number;
  readonly lateMessages: number;
  /** Times that the queue takes no message, while tables answer. */
  readonly queueOutages: number;
  /** Somebody whose row storage never takes, and answers 500. */
  readonly sickRow: boolean;
  /** Per target call. */
  readonly targetFaults: number;
  /** The longest answer of the target, milliseconds. */
  readonly targetLatencyMs: number;
  /** Target times that it is gone altogether. */
  readonly targetOutages: number;
  /** How probable it is, per value written, that the target answers with success and never takes it. */
  readonly untaken: number;
  /** The target's answers say what it holds. */
  readonly tells: boolean;
  /** How long the target is away once, whatever the weather becomes; 0: it is not. Milliseconds. */
  readonly targetAbsenceMs: number;
  /** Calls need access tokens, and so often all of them are forgotten; `undefined`: calls need none. */
  readonly deadTokens: number | undefined;
  /** The target is asked for many at once, and how its lists are; `undefined`: for one at a time. */
  readonly lists: ListTrouble | undefined;
  /** People who have an account before they are uploaded. */
  readonly found: number;
  /** Somebody could have either of two accounts. */
  readonly twice: boolean;
  /** How probable it is that a quarter of an hour and more passes before an upload: longer than lists are late. */
  readonly pauses: number;
  /** How probable it is that an upload has no `client-request-id`. */
  readonly anonymousUploads: number;
  /** Messages in the queue that nobody can read. */
  readonly garbage: number;
  /** One upload is too large for a message. */
  readonly staged: boolean;
  /** The rows of staged uploads vanish. */
  readonly stagingLost: boolean;
  /** Somebody whose log entry does not fit into a row. */
  readonly oversized: boolean;
  /** How probable it is that the target never takes what an operation says. */
  readonly refusals: number;
  /** How probable it is that an operation takes somebody's access away. */
  readonly leavers: number;
  /** How probable it is that an operation says only some of what there is to say of a person. */
  readonly parts: number;
  /** How probable it is that an operation says what its client said of the person last, once more. */
  readonly repeats: number;
  /** Whether a person is in scope hangs on an attribute that uploads change. */
  readonly scoped: boolean;
  /** An input filter that uploads turn on and off leaves people as they are. */
  readonly filtered: boolean;
  /** Both gates of null flow are open for one attribute. */
  readonly openGates: boolean;
  /** Times that another system writes to an account. */
  readonly hands: number;
  /** Somebody is hired anew under another number, and is given the account of the old one. */
  readonly rehired: boolean;
  /** Times that an administrator has somebody forgotten. */
  readonly forgets: number;
  /** Of one cycle that the guard lets pass. */
  readonly deletionThreshold: number;
  /** Of one cycle that need not be held for the settle window. */
  readonly deletionsAtOnce: number;
  /** Beside every worker stands an agent, and the job begins as theirs. */
  readonly agents: boolean;
  /** How far the clocks of agents' machines are ahead of true time, milliseconds. */
  readonly agentSkewMs: number;
  /** How probable it is, per round of the timer, that the job is turned over to the agents or back. */
  readonly handovers: number;
  /** Times that an administrator does something to the job. */
  readonly interventions: number;
  /** The target never takes the manager of `REFUSED_REFERRER`. */
  readonly refusesReferences: boolean;
  /** Times that somebody's account is gone, and an administrator has the person matched or created anew. */
  readonly rematches: number;
  /** Changes that an HR system posts to an inlet; 0: there is none. */
  readonly webhooks: number;
  /** Times that an administrator allows or rejects some of what is held, by name. */
  readonly decisions: number;
  /** An outlet is told of everything, by a receiver that refuses some. */
  readonly outlet: boolean;
}

const TEN_MINUTES_MS = 600_000;

/** What a run is about. */
export const PROFILES = {
  /** Everything, a little of each. */
  ordinary: drawOrdinary,
  /** Many workers, and about as many deletions as the guard allows. */
  guard16: drawGuard16,
  /** The same before a target so slow that uploads and sweeps take many rounds of the timer. */
  slow16: drawSlow16,
  /** A job that is run by agents, and changes hands while it works. */
  agents: drawAgents,
  /** The target is away for minutes, and its tokens die. */
  outage: drawOutage,
  /** Uploads say parts of people, blanks and `name: null`. */
  parts: drawParts,
  /** What is read of a record: scope, filters, open gates; beside other systems, rehires and people who are forgotten. */
  records: drawRecords,
  /** A target that answers with success and does not do everything. */
  stubborn: drawStubborn,
  /** People who manage each other, of whom one's manager is never taken, and who get other accounts. */
  references: drawReferences,
  /** An outlet, and a receiver that is not always there. */
  told: drawTold,
  /** An HR system posts what changes to an inlet, and is asked for whom it names. */
  inlets: drawInlets,
  /** People are looked up together, in lists that are late, leave somebody out or fail. */
  lists: drawLists,
} as const;
export type Profile = keyof typeof PROFILES;

/** Of what a record is read for, what only its own profile has. */
const PLAIN_RECORDS = {
  repeats: 0,
  scoped: false,
  filtered: false,
  openGates: false,
  hands: 0,
  rehired: false,
  forgets: 0,
};

/** Of references, what only their own profile has. */
const PLAIN_REFERENCES = { refusesReferences: false, rematches: 0 };

/** What only targets have that are asked for many at once. */
const PLAIN_LISTS = { lists: undefined, found: 0, twice: false, pauses: 0 };

/** Nothing goes wrong by itself: what is asked then may ask more (`flowInvariants.ts`). */
export const calm = (weather: Weather): Weather => ({
  ...weather,
  crashes: 0,
  stalls: 0,
  storageFaults: 0,
  doubledMessages: 0,
  delayedMessages: 0,
  lostMessages: 0,
  lateMessages: 0,
  queueOutages: 0,
  sickRow: false,
  targetFaults: 0,
  targetOutages: 0,
  staged: false,
  stagingLost: false,
  oversized: false,
  refusals: 0,
  interventions: 0,
  decisions: 0,
});

const sometimes = <T>(chance: Chance, probability: number, value: () => T, otherwise: T): T =>
  chance.happens(probability) ? value() : otherwise;

function drawOrdinary(chance: Chance): Weather {
  const isStaged = chance.happens(0.04);
  return {
    workers: chance.between(1, 3),
    clients: chance.between(1, 2),
    people: chance.between(1, 5),
    uploadsAClient: chance.between(1, 4),
    operationsAnUpload: chance.between(1, 4),
    operationsPerMessage: chance.pick([0, 0, 0, 1, 2]),
    targetConcurrency: chance.pick([1, 2, 16]),
    skewMs: chance.pick([0, 500, 2_000]),
    crashes: sometimes(chance, 0.6, () => chance.pick([0.001, 0.003, 0.01]), 0),
    stalls: sometimes(chance, 0.4, () => chance.pick([0.002, 0.01]), 0),
    leaps: chance.pick([0, 0.002, 0.02]),
    storageFaults: sometimes(chance, 0.4, () => chance.pick([0.003, 0.01, 0.03]), 0),
    doubledMessages: sometimes(chance, 0.4, () => chance.pick([0.1, 0.5]), 0),
    delayedMessages: sometimes(chance, 0.3, () => 0.3, 0),
    lostMessages: sometimes(chance, 0.15, () => chance.pick([0.1, 0.5]), 0),
    lateMessages: sometimes(chance, 0.1, () => chance.pick([0.1, 0.5]), 0),
    queueOutages: sometimes(chance, 0.1, () => 1, 0),
    sickRow: chance.happens(0.06),
    targetFaults: sometimes(chance, 0.4, () => chance.pick([0.05, 0.2]), 0),
    targetLatencyMs: chance.pick([20, 300, 4_000]),
    targetOutages: sometimes(chance, 0.1, () => 1, 0),
    untaken: 0,
    tells: false,
    targetAbsenceMs: 0,
    deadTokens: undefined,
    anonymousUploads: chance.pick([0, 0.3, 1]),
    garbage: sometimes(chance, 0.1, () => 1, 0),
    staged: isStaged,
    stagingLost: isStaged && chance.happens(0.3),
    oversized: chance.happens(0.06),
    refusals: 0.06,
    leavers: 0.08,
    parts: 0,
    ...PLAIN_RECORDS,
    ...PLAIN_REFERENCES,
    ...PLAIN_LISTS,
    deletionThreshold: sometimes(chance, 0.1, () => chance.between(0, 2), 500),
    deletionsAtOnce: 0,
    agents: false,
    agentSkewMs: 0,
    handovers: 0,
    interventions: sometimes(chance, 0.2, () => chance.between(1, 5), 0),
    decisions: 0,
    outlet: false,
    webhooks: 0,
  };
}

function drawGuard16(chance: Chance): Weather {
  const drawn = {
    ...drawOrdinary(chance),
    workers: 16,
    clients: chance.between(2, 3),
    people: chance.between(4, 12),
    uploadsAClient: chance.between(2, 4),
    operationsAnUpload: chance.between(2, 6),
    crashes: sometimes(chance, 0.4, () => chance.pick([0.0003, 0.002]), 0),
    stalls: sometimes(chance, 0.2, () => 0.002, 0),
    storageFaults: sometimes(chance, 0.3, () => chance.pick([0.002, 0.01]), 0),
    doubledMessages: sometimes(chance, 0.4, () => chance.pick([0.1, 0.5]), 0),
    targetFaults: sometimes(chance, 0.3, () => 0.05, 0),
    garbage: 0,
    staged: false,
    stagingLost: false,
    oversized: false,
    sickRow: chance.happens(0.2),
    leavers: 0.5,
    deletionThreshold: chance.between(0, 6),
    interventions: sometimes(chance, 0.6, () => chance.between(1, 5), 0),
  };
  return { ...drawn, deletionsAtOnce: Math.max(0, drawn.deletionThreshold - 4) };
}

function drawSlow16(chance: Chance): Weather {
  return {
    ...drawGuard16(chance),
    workers: chance.between(1, 3),
    operationsPerMessage: 1,
    targetConcurrency: 1,
    targetLatencyMs: chance.pick([4_000, 12_000]),
    deletionThreshold: chance.between(0, 4),
    decisions: chance.between(0, 5),
  };
}

function drawAgents(chance: Chance): Weather {
  const ordinary = { ...drawOrdinary(chance), agents: true };
  const handovers = sometimes(chance, 0.7, () => chance.pick([0.1, 0.5]), 0);
  return { ...ordinary, handovers, agentSkewMs: chance.pick([0, TEN_MINUTES_MS, -TEN_MINUTES_MS]) };
}

function drawOutage(chance: Chance): Weather {
  const ordinary = drawOrdinary(chance);
  return {
    ...ordinary,
    targetAbsenceMs: sometimes(chance, 0.7, () => chance.between(1, 10) * 60_000, 0),
    deadTokens: sometimes<number | undefined>(chance, 0.7, () => chance.between(0, 3), undefined),
  };
}

function drawParts(chance: Chance): Weather {
  const ordinary = { ...drawOrdinary(chance), parts: chance.pick([0.4, 0.8]) };
  return { ...ordinary, uploadsAClient: chance.between(2, 4), leavers: 0.2 };
}

function drawRecords(chance: Chance): Weather {
  const parts = { ...drawParts(chance), repeats: chance.pick([0, 0.2, 0.5]) };
  const weather = {
    ...(chance.happens(0.5) ? calm(parts) : parts),
    scoped: chance.happens(0.4),
    filtered: chance.happens(0.4),
    openGates: chance.happens(0.4),
    hands: sometimes(chance, 0.4, () => chance.between(1, 6), 0),
    rehired: chance.happens(0.3),
    forgets: sometimes(chance, 0.3, () => chance.between(1, 3), 0),
  };
  return chance.happens(0.3) ? { ...weather, workers: 1, clients: 1 } : weather;
}

function drawReferences(chance: Chance): Weather {
  const ordinary = drawOrdinary(chance);
  return {
    ...(chance.happens(0.6) ? calm(ordinary) : { ...ordinary, targetFaults: 0, targetOutages: 0, sickRow: false }),
    people: chance.between(2, 5),
    uploadsAClient: chance.between(2, 4),
    refusals: 0,
    deletionThreshold: 500,
    interventions: 0,
    refusesReferences: chance.happens(0.6),
    rematches: sometimes(chance, 0.6, () => chance.between(1, 3), 0),
  };
}

function drawTold(chance: Chance): Weather {
  return { ...drawOrdinary(chance), uploadsAClient: chance.between(2, 4), outlet: true };
}

function drawInlets(chance: Chance): Weather {
  return {
    ...drawOrdinary(chance),
    clients: 0,
    sickRow: false,
    refusals: 0,
    garbage: 0,
    staged: false,
    stagingLost: false,
    deletionThreshold: 500,
    interventions: 0,
    webhooks: chance.between(3, 10),
  };
}

function drawLists(chance: Chance): Weather {
  const beside = chance.pick([drawOrdinary, drawOrdinary, drawGuard16, drawOutage, drawReferences])(chance);
  const people = chance.between(2, 6);
  return {
    ...beside,
    people,
    operationsAnUpload: chance.between(2, 6),
    operationsPerMessage: chance.pick([0, 0, 0, 2]),
    lists: drawList(chance),
    found: sometimes(chance, 0.5, () => chance.between(1, people), 0),
    twice: chance.happens(0.2),
    pauses: chance.pick([0, 0, 0.3, 0.6]),
    hands: sometimes(chance, 0.3, () => 30, 0),
  };
}

function drawList(chance: Chance): ListTrouble {
  return {
    missesCount: chance.happens(0.5),
    lagMs: chance.pick([1, 10_000, 120_000]),
    leavesOut: sometimes(chance, 0.5, () => chance.pick([0.1, 0.5]), 0),
    fails: sometimes(chance, 0.3, () => chance.pick([0.1, 0.5]), 0),
    chokes: chance.happens(0.2),
    lateMs: chance.pick([1, 1, 3_000, 20_000]),
  };
}

function drawStubborn(chance: Chance): Weather {
  return {
    ...drawOrdinary(chance),
    people: chance.between(1, 3),
    uploadsAClient: chance.between(2, 4),
    leavers: 0.3,
    untaken: chance.pick([0.1, 0.4]),
    tells: chance.happens(0.5),
  };
}
