/**
 * Applications on the wire. Each service principal here has one behind it, of the same client id; what an application has beyond
 * that (credentials, redirects, permissions it asks for) is held by whoever issues its tokens.
 */
import { applicationIdOf } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import type { Call, Reply } from '../http/endpoint';
import { answerList, answerOne } from '../jobs/answerResource';
import { heldToDirectory } from '../jobs/directoryQuery';
import { namedApplication } from '../jobs/findApplication';
import { APPLICATION } from './resourceTypes';

export async function listApplications(call: Call, { jobs }: Needs<'jobs'>): Promise<Reply> {
  const all = await jobs.listPrincipals();
  return answerList({ ...call, query: heldToDirectory(call) }, all.map(applicationResource), {
    type: APPLICATION,
    context: contextUrl(call),
  });
}

export async function readApplication(call: Call, ports: Needs<'jobs'>): Promise<Reply> {
  const context = (selection: string) => `${contextUrl(call)(selection)}/$entity`;
  return answerOne(call, applicationResource(await namedApplication(call, ports)), { type: APPLICATION, context });
}

export function applicationResource({ appId, displayName, applicationTemplateId }: ServicePrincipal): object {
  return {
    id: applicationIdOf(appId),
    appId,
    applicationTemplateId: applicationTemplateId ?? null,
    displayName,
    identifierUris: [],
    signInAudience: 'AzureADMyOrg',
    tags: [],
  };
}

const contextUrl = (call: Call) => (selection: string) =>
  `${call.origin}/${call.version}/$metadata#applications${selection}`;
