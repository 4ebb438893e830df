/**
 * A person as the HR system has it now, by the recipe of the inlet (spec/hands.md 3.6, step 5). Only hosts of the definition
 * are asked, redirects are not followed, and time and size are bounded (`AskVendor`); what an answer means is data, too.
 */
import { ProvisioningError } from '../../../errors';
import type { FetchStep } from '../../../inlets/definition';
import { type AnswerVerdict, pickDocument, readAnswer } from '../../../inlets/fetching/answer';
import {
  authorizationOf,
  bearer,
  hostsOf,
  type PreparedRequest,
  prepareNext,
  prepareStep,
} from '../../../inlets/fetching/recipe';
import type { Documents } from '../../../inlets/mapping/rules';
import { isJsonObject, type Json, type JsonObject } from '../../../scim/json';
import type { InletContext } from '../../inletPorts';
import type { Needs } from '../../ports';

export type FetchOutcome =
  | { readonly kind: 'documents'; readonly documents: Documents }
  | Exclude<AnswerVerdict, { readonly kind: 'document' }>
  | { readonly kind: 'noPerson'; readonly message: string };

type Ports = Needs<'askVendor' | 'vendorTokens' | 'clock'>;
type Headers = Readonly<Record<string, string>>;

/** Of one list; a person with more of anything is none. */
const MOST_PAGES = 20;

/** @param event what mappings read as `event` */
export async function fetchPerson(
  context: InletContext,
  person: string,
  event: JsonObject,
  ports: Ports,
): Promise<FetchOutcome> {
  const { fetch } = context.definition;
  if (fetch === null) return { kind: 'failed', message: 'The definition says nothing of fetching.' };
  try {
    return await withFreshToken(context, ports, (headers) =>
      fetchSteps(context, fetch.steps, person, event, headers, ports),
    );
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    // Our own secret, which cannot be opened: nobody is fetched until it can, and nobody is parked for it.
    if (error.category === 'credentials') return { kind: 'credentials', message: error.message };
    // What kept an answer from arriving: a time-out, a redirect, an address that may not be called, too much of it.
    return { kind: 'failed', message: error.message };
  }
}

/** A token may end early: where it is refused, another is asked for, once. */
async function withFreshToken(
  context: InletContext,
  ports: Ports,
  attempt: (headers: Headers) => Promise<FetchOutcome>,
): Promise<FetchOutcome> {
  const { inlet, definition } = context;
  const auth = definition.fetch?.auth ?? { kind: 'none' };
  const secret = await context.fetchSecret();
  if (auth.kind !== 'none' && secret === undefined) {
    return { kind: 'credentials', message: 'No secret was saved that the HR system could be shown: see fetchSecret.' };
  }
  if (auth.kind !== 'clientCredentials') {
    return attempt(authorizationOf(auth, definition.settings, secret ?? '') ?? {});
  }
  for (let mayRenew = true; ; mayRenew = false) {
    const answer = await ports.vendorTokens.get(inlet, auth, definition.settings, secret ?? '');
    if (answer.kind !== 'token') return answer.kind === 'notFound' ? NO_ENDPOINT : answer;
    const outcome = await attempt(bearer(answer.token));
    if (outcome.kind !== 'credentials' || !mayRenew) return outcome;
    ports.vendorTokens.forget(inlet);
  }
}

const NO_ENDPOINT = {
  kind: 'failed',
  message: 'There is no token endpoint at the address of the definition.',
} as const;

async function fetchSteps(
  context: InletContext,
  steps: readonly FetchStep[],
  person: string,
  event: JsonObject,
  authorization: Headers,
  ports: Ports,
): Promise<FetchOutcome> {
  const documents: Record<string, Json> = { event };
  const hosts = hostsOf(context.definition);
  for (const step of steps) {
    const prepared = prepareStep(step, context.definition.settings, person, authorization);
    if (!prepared.ok) return { kind: 'noPerson', message: prepared.message };
    if (!hosts.includes(new URL(prepared.request.url).host)) {
      return { kind: 'noPerson', message: 'The id of the person leads to another host.' };
    }
    const found = await fetchStep(step, person, prepared.request, authorization, ports);
    if (found.kind !== 'document') return found;
    documents[step.name] = found.document;
  }
  return { kind: 'documents', documents };
}

/** A list comes page by page, and one of it is the document. */
async function fetchStep(
  step: FetchStep,
  person: string,
  first: PreparedRequest,
  authorization: Headers,
  { askVendor, clock }: Ports,
): Promise<AnswerVerdict> {
  const elements: Json[] = [];
  let request: PreparedRequest | undefined = first;
  for (let page = 0; request !== undefined && page < MOST_PAGES; page += 1) {
    const answer = readAnswer(step, person, await askVendor(request), clock.now());
    if (answer.kind !== 'document') return answer;
    const { document, next } = answer;
    if (!Array.isArray(document)) {
      return isJsonObject(document)
        ? answer
        : { kind: 'failed', message: `The answer to "${step.name}" is no object.` };
    }
    elements.push(...(document as readonly Json[]));
    request = next === null ? undefined : prepareNext(first, next, authorization);
  }
  return { kind: 'document', document: pickDocument(step, elements), next: null };
}
