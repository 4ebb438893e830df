/**
 * Planning for a job whose directory only agents reach: each stretch is a question to one of them, with as much of what
 * earlier stretches left as concerns this one. The agent keeps nothing.
 */

import { ProvisioningError } from '../../errors';
import type { Json } from '../../scim/json';
import type { AnsweredStretch, AskAgents, AskedStretch, PlannedPerson } from '../agentQuestions';
import type { JobContext } from '../jobContext';
import type { Needs } from '../ports';
import { type PlanMemory, type PlannedStretch, planStretch } from './planStretch';

/** A question and its answer are a row each, of 1 MiB when packed, which people shrink into several times over. */
const MOST_CHARACTERS = 1_500_000;

/** @throws {ProvisioningError} when no agent answers */
export async function askForStretch(
  stretch: readonly PlannedPerson[],
  memory: PlanMemory,
  job: JobContext['job'],
  ask: AskAgents,
): Promise<PlannedStretch> {
  if (stretch.length > 1 && JSON.stringify(stretch).length > MOST_CHARACTERS) {
    const middle = Math.floor(stretch.length / 2);
    const first = await askForStretch(stretch.slice(0, middle), memory, job, ask);
    return joined(first, await askForStretch(stretch.slice(middle), memory, job, ask));
  }
  const anchors = anchorsOf(stretch);
  const mentioned = new Set(stretch.flatMap(({ operations }) => operations.flatMap(({ data }) => texts(data))));
  const expected = [...memory.expected].filter((anchor) => mentioned.has(anchor));
  const asked: AskedStretch = { stretch, expected, names: [...memory.names] };
  const answer = await ask(job, { kind: 'plan', asked });
  for (const anchor of anchors) memory.expected.delete(anchor);
  for (const anchor of answer.accounts) memory.expected.add(anchor);
  for (const name of answer.names) memory.names.add(name);
  return {
    entries: new Map(answer.entries),
    created: new Map(answer.created),
    fatal: answer.fatal === null ? undefined : ProvisioningError.of(answer.fatal),
  };
}

/** The agent's side. */
export async function answerStretch(
  { stretch, expected, names }: AskedStretch,
  context: JobContext,
  ports: Needs<'clock' | 'random' | 'logger' | 'people' | 'realms' | 'claimMs' | 'retries'>,
): Promise<AnsweredStretch> {
  const anchors = anchorsOf(stretch);
  const memory: PlanMemory = { expected: new Set(expected), names: new Set(names) };
  const { entries, created, fatal } = await planStretch(stretch, memory, context, ports);
  return {
    entries: [...entries],
    created: [...created],
    accounts: anchors.filter((anchor) => memory.expected.has(anchor)),
    names: [...memory.names].filter((name) => !names.includes(name)),
    fatal: fatal?.toFailure() ?? null,
  };
}

function joined(a: PlannedStretch, b: PlannedStretch): PlannedStretch {
  return {
    entries: new Map([...a.entries, ...b.entries]),
    created: new Map([...a.created, ...b.created]),
    fatal: a.fatal ?? b.fatal,
  };
}

function anchorsOf(stretch: readonly PlannedPerson[]): readonly string[] {
  return stretch.flatMap(({ anchor }) => anchor ?? []);
}

/** Every text in a value, wherever it stands: a reference is one of them. */
function texts(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}
