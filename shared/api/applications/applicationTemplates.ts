/**
 * The gallery: one application template for each kind of job there is, as the documented set-up begins: find the template, instantiate it,
 * and create a job of the service principal that comes of it.
 */
import { TEMPLATE_IDS, type TemplateId } from '../../engine/schema/defaultSchema';
import { createPrincipal } from '../../pipeline/jobs/principals';
import type { Needs } from '../../pipeline/ports';
import { nameGuid } from '../../store/rows/nameGuid';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { readFields } from '../http/readFields';
import { answerList, answerOne } from '../jobs/answerResource';
import { ownersOfNew, principalResource } from '../jobs/principals';
import { applicationResource, readName } from './applications';
import { APPLICATION_TEMPLATE } from './resourceTypes';

/** The first two as Microsoft's gallery calls them. */
const NAMES: Readonly<Record<TemplateId, string>> = {
  API2AAD: 'API-driven provisioning to Microsoft Entra ID',
  API2AD: 'API-driven provisioning to on-premises Active Directory',
  API2SCIM: 'API-driven provisioning to a SCIM 2.0 service',
};

const GALLERY = TEMPLATE_IDS.map((template) => ({
  id: nameGuid(`applicationTemplate ${template}`),
  displayName: NAMES[template],
  homePageUrl: null,
  supportedSingleSignOnModes: [],
  supportedProvisioningTypes: ['sync'],
  logoUrl: null,
  categories: ['humanResources'],
  publisher: 'Muster',
  description: `Its jobs are of the template ${template}.`,
}));

export async function listApplicationTemplates(call: Call): Promise<Reply> {
  return answerList(call, GALLERY, { type: APPLICATION_TEMPLATE, context: contextUrl(call) });
}

export async function readApplicationTemplate(call: Call): Promise<Reply> {
  const context = (selection: string) => `${contextUrl(call)(selection)}/$entity`;
  return answerOne(call, named(call), { type: APPLICATION_TEMPLATE, context });
}

/** An application and its service principal, of a client id of their own. */
export async function instantiate(
  call: Call,
  ports: Needs<'jobs' | 'audit' | 'random' | 'maxRequestBytes'>,
): Promise<Reply> {
  const ownerAppIds = ownersOfNew(call);
  const { id: applicationTemplateId } = named(call);
  const displayName = await readFields(call.request, ports.maxRequestBytes, readName);
  const wanted = { appId: ports.random.uuid(), displayName, notificationEmailAddresses: [], ownerAppIds };
  const principal = await createPrincipal({ ...wanted, applicationTemplateId }, initiator(call), ports);
  if (principal === undefined) throw new Error(`The client id ${wanted.appId} is in use, although it was just made.`);
  return {
    status: 201,
    body: {
      '@odata.context': `${call.origin}/${call.version}/$metadata#microsoft.graph.applicationServicePrincipal`,
      application: applicationResource(principal),
      servicePrincipal: principalResource(principal),
    },
  };
}

/** @throws {GraphError} 404 when there is none */
function named({ params }: Call) {
  const { applicationTemplateId = '' } = params;
  const found = GALLERY.find(({ id }) => id === applicationTemplateId.toLowerCase());
  if (found === undefined) throw resourceNotFound(applicationTemplateId);
  return found;
}

const contextUrl = (call: Call) => (selection: string) =>
  `${call.origin}/${call.version}/$metadata#applicationTemplates${selection}`;
