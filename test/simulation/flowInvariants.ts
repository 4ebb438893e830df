/** What flows into accounts and what does not (spec/payload.md 2), as questions to the evidence of a run. */
import { isJsonObject, type JsonObject } from '../../shared/scim/json';
import type { Evidence, Logged } from './evidence';
import { type Handwriting, WRITTEN_BY_HAND } from './hands';
import { type Saying, sayings } from './recordModel';
import { LEFT_ALONE } from './schema';
import type { Weather } from './weather';

/** What is unchanged writes no data (the budget B6), whatever is noted of it. */
export function* nothingNeedless({ chronicle }: Evidence): Iterable<string> {
  for (const anchor of chronicle.needless) yield `the data of ${anchor} was written although it was as before`;
}

/**
 * What another system wrote stays until somebody says otherwise: once all that was said of the attribute is carried out.
 * Asked only where nothing comes twice, and nobody asks for everything that was ever said.
 */
export function* handsStand(evidence: Evidence): Iterable<string> {
  const { weather, handwritings, accounts } = evidence;
  if (!isUndisturbed(weather) || weather.scoped || weather.forgets > 0) return;
  for (const [index, one] of handwritings.entries()) {
    const isLast = !handwritings.slice(index + 1).some((later) => isSamePlace(one, later));
    const account = accounts.find(({ id }) => id === one.account);
    if (account === undefined) continue; // it was lost, with all that was written to it
    const value = account.attributes[one.attribute];
    if (!isLast || value === one.value || !isSettled(one, evidence)) continue;
    yield `${one.attribute} of ${one.owner} is ${String(value)}, although another system wrote ${one.value} and nobody said otherwise`;
  }
}

const isSamePlace = (one: Handwriting, other: Handwriting) =>
  one.account === other.account && one.attribute === other.attribute;

/** All that was ever said of it was answered, and something went well after that, before the other system wrote. */
function isSettled({ owner, attribute, at }: Handwriting, { logged, planned, weather }: Evidence): boolean {
  const before = at - 2 * weather.skewMs - 1_000;
  const own = logged.filter(({ entry }) => entry.source.id === owner);
  // Muster's own second look at an account names what it is about, and no entry tells.
  if (own.some(({ entry, at: then }) => entry.operation === null && then >= before)) return false;
  const answers = own.filter(({ entry }) => {
    const data = planned.get(entry.operation?.bulkId ?? '')?.data;
    return data !== undefined && names(data, WRITTEN_BY_HAND[attribute] ?? '');
  });
  const last = Math.max(...answers.map((answer) => carriedOutAt(answer, own)));
  return own.some(({ entry, at: then }) => then >= last && then <= before && wentWell(entry));
}

/** What the guard held and planned together with what was said next is carried out with that. */
function carriedOutAt(answer: Logged, own: readonly Logged[]): number {
  const sequence = answer.entry.operation?.sequence ?? 0;
  if (!answer.entry.steps.some(({ details }) => details.SkipReason === 'PlannedTogether')) return answer.at;
  const next = own.find(({ entry }) => (entry.operation?.sequence ?? 0) > sequence);
  return next === undefined ? Number.POSITIVE_INFINITY : carriedOutAt(next, own);
}

const wentWell = ({ status, steps }: Logged['entry']) =>
  status === 'success' || steps.some(({ details }) => details.SkipReason === 'RedundantExport');

function names(data: JsonObject, entry: string): boolean {
  const [name = '', member] = entry.split('.');
  const value = data[name];
  if (member === undefined || !isJsonObject(value)) return value !== undefined;
  return value[member] !== undefined;
}

/** Whoever the input filter leaves alone gets nothing of what was said since. Asked only where it is known what came first. */
export function* filteredStand(evidence: Evidence): Iterable<string> {
  const { weather, accounts } = evidence;
  const isInOrder = weather.workers === 1 && weather.clients === 1 && isUndisturbed(weather);
  if (!weather.filtered || !isInOrder || weather.forgets > 0) return;
  for (const [anchor, said] of sayings(evidence)) {
    const title = accounts.find(({ attributes }) => attributes.employeeId === anchor)?.attributes.jobTitle;
    const since = said.slice(leftAloneFrom(said));
    if (title !== undefined && since.some(({ data }) => data.title === title) && !isOlder(title, said, since))
      yield `${anchor} has the title ${String(title)}, although the filter leaves the account as it is`;
  }
}

/** Index of the operation with which the filter began to keep the person out, for good. */
function leftAloneFrom(said: readonly Saying[]): number {
  const last = said.findLastIndex(({ data }) => data.locale !== undefined && data.locale !== LEFT_ALONE);
  const first = said.findIndex(({ data }, index) => index > last && data.locale === LEFT_ALONE);
  return first === -1 ? said.length : first;
}

/** Said before, too: a client may repeat itself. */
const isOlder = (title: unknown, said: readonly Saying[], since: readonly Saying[]) =>
  said.some((one) => !since.includes(one) && one.data.title === title);

/** Nothing fails, comes twice or is asked for anew. */
export function isUndisturbed(weather: Weather): boolean {
  return (
    weather.crashes + weather.stalls + weather.storageFaults + weather.targetFaults + weather.targetOutages === 0 &&
    weather.doubledMessages + weather.delayedMessages + weather.lostMessages + weather.lateMessages === 0 &&
    weather.refusals + weather.interventions + weather.decisions + weather.queueOutages + weather.handovers === 0 &&
    !(weather.sickRow || weather.oversized || weather.staged)
  );
}
