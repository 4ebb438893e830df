/** What was asked for together, as questions to the evidence of a run. */
import type { Evidence } from './evidence';
import { isUndisturbed } from './flowInvariants';
import { WRITTEN_BY_HAND } from './hands';
import { BEFORE, TWICE } from './people';

/** Who has two accounts is given neither, whoever shows but one. */
export function* twiceIsNobodys({ people, accounts, handwritings }: Evidence): Iterable<string> {
  const person = people.get(TWICE);
  if (person?.link != null) yield `${TWICE} is linked to ${person.link.targetAnchor}, one of two that it could be`;
  for (const { id, attributes } of accounts) {
    if (attributes.employeeId !== TWICE || attributes.jobTitle === BEFORE) continue;
    if (!handwritings.some(({ account, value }) => account === id && value === attributes.jobTitle))
      yield `${id} was written to, one of two accounts that ${TWICE} could have`;
  }
}

/**
 * What another system wrote is seen by the next upload of the person, although lists do not show it yet. Asked only where
 * each upload says all there is to say, and nothing else looks at accounts.
 */
export function* looksAgain({ weather, handwritings, logged, sent, planned }: Evidence): Iterable<string> {
  if (weather.lists === undefined || weather.parts > 0 || weather.rematches > 0 || !isUndisturbed(weather)) return;
  for (const { owner, attribute, value, at } of handwritings) {
    const next = logged.find(({ entry, at: then }) => entry.source.id === owner && then > at - CLOCKS_APART_MS);
    const bulkId = next?.entry.operation?.bulkId;
    if (next === undefined || bulkId === undefined || next.entry.status !== 'success') continue;
    const said = planned.get(bulkId)?.data[WRITTEN_BY_HAND[attribute] ?? ''];
    const requests = sent.filter(({ upload }) => upload.operations.some((operation) => operation.bulkId === bulkId));
    const isLater = requests.every(({ sentAtMs }) => sentAtMs > at);
    const { modified, steps } = next.entry;
    // Or written, and overwritten by an older attempt before anybody looked: that is told, and set right.
    const isUntaken = steps.some(({ details }) => details.ErrorCode === 'NotApplied' && attribute in details);
    const isWritten = isUntaken || modified.some(({ name }) => name === attribute);
    if (said !== undefined && isLater && !isWritten && next.entry.action === 'update')
      yield `${attribute} of ${owner} was ${value}, which another system wrote, and ${bulkId} did not see it`;
  }
}

const CLOCKS_APART_MS = 1_000;
