/** `applications/{id}/addPassword` and `removePassword`: a secret is in the answer that makes it, and can be had nowhere else. */
import type { Fields } from '../../engine/schema/parse/fields';
import { parseTimestamp } from '../../graph/timestamp';
import {
  addPassword,
  MOST_PASSWORDS,
  removePassword,
  type WantedPassword,
} from '../../pipeline/applications/passwords';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { typeContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { badRequest } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields, readOptionalFields } from '../http/readFields';
import { WRITE_ANY_PRINCIPAL } from '../http/roles';
import { namedApplication } from '../jobs/findApplication';
import { requireReach } from '../jobs/findJob';
import { requireHeldHere } from './heldHere';
import { passwordResource } from './passwordResource';
import { assigneeOf } from './roleAssignment';

type Ports = Needs<'jobs' | 'clients' | 'audit' | 'maxRequestBytes'>;

export async function postAddPassword(call: Call, ports: Ports & Needs<'random' | 'clock'>): Promise<Reply> {
  const application = await ownedApplication(call, ports);
  const wanted = await readOptionalFields(call.request, ports.maxRequestBytes, (fields) =>
    readPassword(fields.child('passwordCredential'), ports.clock.now()),
  );
  const added = await addPassword(await assigneeOf(application, ports), wanted, initiator(call), ports);
  if (added === undefined) throw badRequest(`An application has at most ${MOST_PASSWORDS} secrets. Remove one first.`);
  return {
    status: 200,
    body: {
      '@odata.context': typeContext(call, 'microsoft.graph.passwordCredential'),
      ...passwordResource(added.password, added.secret),
    },
  };
}

export async function postRemovePassword(call: Call, ports: Ports): Promise<Reply> {
  const application = await ownedApplication(call, ports);
  const keyId = await readFields(call.request, ports.maxRequestBytes, (fields) => fields.text('keyId').toLowerCase());
  if (!(await removePassword(await assigneeOf(application, ports), keyId, initiator(call), ports))) {
    throw badRequest(`No password credential found with keyId '${keyId}'.`);
  }
  return { status: 204 };
}

/** @throws {GraphError} 501 where another issuer gives the tokens, 404 when there is none, 403 when it is another's */
async function ownedApplication(call: Call, ports: Ports): Promise<ServicePrincipal> {
  await requireHeldHere('Applications and their secrets', ports);
  const application = await namedApplication(call, ports);
  requireReach(call, application, [WRITE_ANY_PRINCIPAL]);
  return application;
}

/** As long as Graph gives a secret whose end is not said. */
const YEARS = 2;
const LONGEST_NAME = 120;

/** @param now milliseconds since the epoch */
function readPassword(fields: Fields | undefined, now: number): WantedPassword {
  const startsAt = readTime(fields, 'startDateTime') ?? now;
  const endsAt =
    readTime(fields, 'endDateTime') ?? new Date(startsAt).setUTCFullYear(new Date(startsAt).getUTCFullYear() + YEARS);
  if (fields !== undefined && endsAt <= startsAt) {
    fields.report(fields.at('endDateTime'), 'InvalidValue', `${fields.at('endDateTime')} must be after startDateTime.`);
  }
  const displayName = fields?.optionalText('displayName') ?? null;
  if (fields !== undefined && displayName !== null && displayName.length > LONGEST_NAME) {
    const message = `${fields.at('displayName')} must have at most ${LONGEST_NAME} characters.`;
    fields.report(fields.at('displayName'), 'InvalidValue', message);
  }
  if (fields?.has('secretText') && fields.value('secretText') !== null) {
    const message = `${fields.at('secretText')} cannot be chosen: secrets are made here, and are in the answer.`;
    fields.report(fields.at('secretText'), 'InvalidValue', message);
  }
  return { displayName, startsAt, endsAt };
}

function readTime(fields: Fields | undefined, name: string): number | undefined {
  const text = fields?.optionalText(name) ?? null;
  if (fields === undefined || text === null) return undefined;
  const time = parseTimestamp(text);
  if (time === undefined) {
    fields.report(
      fields.at(name),
      'InvalidValue',
      `${fields.at(name)} must be a time such as 2027-01-31T00:00:00Z, got '${text}'.`,
    );
  }
  return time;
}
