/** `…/inlets` and `…/inlets/{name}`: the inlets of a job (spec/hands.md 2, N6). */
import { presetCatalogue } from '../../inlets/presets/presets';
import { changeInlet, createInlet, removeInlet, type SaveVerdict } from '../../pipeline/inlets/saveInlet';
import type { Needs } from '../../pipeline/ports';
import { isJsonObject, type JsonObject } from '../../scim/json';
import type { StoredInlet } from '../../store/inlets/inlets';
import { SealingKeyMissing } from '../../store/jobs/sealing';
import { readJson } from '../http/body';
import type { Call, Reply } from '../http/endpoint';
import { badRequest, GraphError, resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { findJob } from '../jobs/findJob';
import { ADDED, toInletBody } from './inletBody';

export type ManagePorts = Needs<
  | 'clock'
  | 'random'
  | 'contexts'
  | 'inlets'
  | 'inletContexts'
  | 'inletEvents'
  | 'inletHealth'
  | 'fences'
  | 'sealer'
  | 'audit'
  | 'allowLoopback'
  | 'maxRequestBytes'
>;

export async function listInlets(call: Call, ports: ManagePorts): Promise<Reply> {
  const { job } = await findJob(call, ports.contexts, ...READ_ANY_JOB);
  const found = (await ports.inlets.list(job.id)).filter(({ value }) => value.state !== 'removed');
  const value = await Promise.all(found.map((one) => toInletBody(call, one.value, ports)));
  return { status: 200, body: { value } };
}

export async function readInlet(call: Call, ports: ManagePorts): Promise<Reply> {
  const stored = await findInlet(call, ports, READ_ANY_JOB);
  return shown(call, 200, stored, ports);
}

export async function postInlet(call: Call, ports: ManagePorts): Promise<Reply> {
  const { job, compiled } = await findJob(call, ports.contexts, ...WRITE_ANY_JOB);
  const given = await readDefinition(call, ports);
  const verdict = await saving(() => createInlet({ jobId: job.id, compiled, given, by: initiator(call) }, ports));
  return answerSaved(call, 201, verdict, ports);
}

export async function putInlet(call: Call, ports: ManagePorts): Promise<Reply> {
  const { job, compiled } = await findJob(call, ports.contexts, ...WRITE_ANY_JOB);
  const stored = await findInlet(call, ports, WRITE_ANY_JOB);
  requireVersion(call, stored);
  const given = await readDefinition(call, ports);
  const verdict = await saving(() =>
    changeInlet(stored, { jobId: job.id, compiled, given, by: initiator(call) }, ports),
  );
  return answerSaved(call, 200, verdict, ports);
}

export async function deleteInlet(call: Call, ports: ManagePorts): Promise<Reply> {
  const stored = await findInlet(call, ports, WRITE_ANY_JOB);
  requireVersion(call, stored);
  if (!(await removeInlet(stored, initiator(call), ports))) throw changedMeanwhile();
  return { status: 204 };
}

/** What there is to choose from; no secret among it. */
export async function listPresets(): Promise<Reply> {
  return { status: 200, body: { value: presetCatalogue() } };
}

/** @throws {GraphError} 404 for one there is not, or that was removed */
export async function findInlet(
  call: Call,
  { contexts, inlets }: Needs<'contexts' | 'inlets'>,
  anyRole: readonly string[],
): Promise<StoredInlet> {
  const { job } = await findJob(call, contexts, ...anyRole);
  const { name = '' } = call.params;
  const stored = await inlets.get({ jobId: job.id, inlet: name });
  if (stored === undefined || stored.value.state === 'removed') throw resourceNotFound(name);
  return stored;
}

async function readDefinition({ request }: Call, { maxRequestBytes }: ManagePorts): Promise<JsonObject> {
  const body = await readJson(request, maxRequestBytes);
  if (!isJsonObject(body)) throw badRequest('The body must be a JSON object.');
  return Object.fromEntries(Object.entries(body).filter(([name]) => !ADDED.some((added) => added === name)));
}

/** @throws {GraphError} 412 where it is another version than the caller has seen (RFC 9110, 13.1.1) */
function requireVersion({ request }: Call, { etag }: StoredInlet): void {
  const wanted = request.headers.get('if-match');
  const tags = (wanted ?? '*').split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etag)) throw changedMeanwhile();
}

const changedMeanwhile = () =>
  new GraphError(412, 'PreconditionFailed', 'The inlet was changed since it was read: read it again.');

/** @throws {GraphError} 400 where there is no key to keep a secret under */
export async function saving<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!(error instanceof SealingKeyMissing)) throw error;
    throw badRequest(`${error.message} Or send a Key Vault reference: @Microsoft.KeyVault(SecretUri=…).`);
  }
}

async function answerSaved(call: Call, status: number, verdict: SaveVerdict, ports: ManagePorts): Promise<Reply> {
  switch (verdict.kind) {
    case 'saved':
      return shown(call, status, { value: verdict.inlet, etag: verdict.etag }, ports);
    case 'refused': {
      const details = verdict.faults.map(({ path, code, message }) => ({ code, target: path, message }));
      throw badRequest(details[0]?.message ?? 'The definition cannot be used.', details);
    }
    case 'taken':
      throw new GraphError(409, 'NameIsTaken', 'There is an inlet of this name already: change it with PUT.');
    case 'tooMany':
      throw new GraphError(409, 'TooManyInlets', 'A job has at most 32 inlets.');
    case 'changed':
      throw changedMeanwhile();
  }
}

async function shown(call: Call, status: number, { value, etag }: StoredInlet, ports: ManagePorts): Promise<Reply> {
  return { status, body: await toInletBody(call, value, ports), headers: { ETag: etag } };
}
