/**
 * Applications on the wire. Each service principal here has one behind it, of the same client id. Where the development issuer gives the
 * tokens, others can be made, which it knows as clients once they have a service principal and a secret (`passwords.ts`); redirects and the
 * permissions that an application asks for are not kept.
 */
import type { Fields } from '../../engine/schema/parse/fields';
import { createApplication } from '../../pipeline/applications/applications';
import { applicationIdOf } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import type { ClientPassword } from '../../store/jobs/clients';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { answerList, answerOne } from '../jobs/answerResource';
import { heldToDirectory } from '../jobs/directoryQuery';
import { listKnownApplications, namedApplication } from '../jobs/findApplication';
import { principalOf, toPrincipal } from '../jobs/otherPrincipals';
import { ownersOfNew } from '../jobs/principals';
import { requireHeldHere } from './heldHere';
import { passwordResource } from './passwordResource';
import { APPLICATION } from './resourceTypes';

type Ports = Needs<'jobs' | 'clients'>;

export async function listApplications(call: Call, ports: Ports): Promise<Reply> {
  const passwordsOf = await passwordsHere(ports);
  const all = (await listKnownApplications(ports)).map((one) => applicationResource(one, passwordsOf(one)));
  return answerList({ ...call, query: heldToDirectory(call) }, all, { type: APPLICATION, context: contextUrl(call) });
}

export async function readApplication(call: Call, ports: Ports): Promise<Reply> {
  const application = await namedApplication(call, ports);
  const passwordsOf = await passwordsHere(ports);
  return answerOne(call, applicationResource(application, passwordsOf(application)), told(call));
}

/** As in Graph, without a service principal: that is made of its client id by `POST servicePrincipals`. */
export async function postApplication(
  call: Call,
  ports: Ports & Needs<'audit' | 'random' | 'maxRequestBytes'>,
): Promise<Reply> {
  await requireHeldHere('Applications and their secrets', ports);
  const ownerAppIds = ownersOfNew(call);
  const displayName = await readFields(call.request, ports.maxRequestBytes, readName);
  const client = await createApplication({ displayName, ownerAppIds }, initiator(call), ports);
  return { ...(await answerOne(call, applicationResource(toPrincipal(client)), told(call))), status: 201 };
}

/** As many characters as Graph takes. */
const LONGEST_NAME = 256;

/** Of an application that is to be. */
export function readName(fields: Fields): string {
  const name = fields.text('displayName');
  if (name !== '' && name.trim() === '') {
    fields.report('displayName', 'InvalidValue', 'displayName must be a non-empty string.');
  }
  if (name.length > LONGEST_NAME) {
    const message = `displayName must have at most ${LONGEST_NAME} characters, got ${name.length}.`;
    fields.report('displayName', 'InvalidValue', message);
  }
  return name;
}

async function passwordsHere({ clients }: Needs<'clients'>) {
  const all = await clients.list();
  return (application: ServicePrincipal) =>
    all.find((client) => principalOf(client, [application]) !== undefined)?.passwords ?? [];
}

export function applicationResource(
  { appId, displayName, applicationTemplateId }: ServicePrincipal,
  passwords: readonly ClientPassword[] = [],
): object {
  return {
    id: applicationIdOf(appId),
    appId,
    applicationTemplateId: applicationTemplateId ?? null,
    displayName,
    identifierUris: [],
    passwordCredentials: passwords.map((password) => passwordResource(password)),
    signInAudience: 'AzureADMyOrg',
    tags: [],
  };
}

const told = (call: Call) => ({
  type: APPLICATION,
  context: (selection: string) => `${contextUrl(call)(selection)}/$entity`,
});

const contextUrl = (call: Call) => (selection: string) =>
  `${call.origin}/${call.version}/$metadata#applications${selection}`;
