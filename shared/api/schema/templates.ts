/** Templates of jobs (spec/wire-contract.md 2.8, 3.9): what a job can be made of, and the schema it begins with. */
import { TEMPLATE_IDS, type TemplateId } from '../../engine/schema/defaultSchema';
import { saveTemplateSchema, templateSchema } from '../../pipeline/jobs/changeSchema';
import type { Needs } from '../../pipeline/ports';
import type { ServicePrincipal } from '../../store/jobs/jobs';
import { synchronizationContext } from '../http/contextUrl';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { initiator } from '../http/initiator';
import { READ_ANY_JOB, WRITE_ANY_JOB } from '../http/roles';
import { warningHeaders } from '../http/warnings';
import { answerList, answerOne } from '../jobs/answerResource';
import { namedApplication } from '../jobs/findApplication';
import { findPrincipal, requireReach } from '../jobs/findJob';
import { SCHEMA, TEMPLATE } from '../jobs/resourceTypes';
import { readSchema } from './schema';

type Ports = Needs<'jobs' | 'clients' | 'audit' | 'maxRequestBytes'>;

export async function listTemplates(call: Call, ports: Ports): Promise<Reply> {
  const principal = await ownerOf(call, ports, READ_ANY_JOB);
  const context = (selection: string) => synchronizationContext(call, principal.id, `templates${selection}`);
  const all = await Promise.all(TEMPLATE_IDS.map((id) => toTemplate(id, principal, ports)));
  return answerList(call, all, { type: TEMPLATE, context });
}

export async function readTemplate(call: Call, ports: Ports): Promise<Reply> {
  const principal = await ownerOf(call, ports, READ_ANY_JOB);
  const context = (selection: string) => synchronizationContext(call, principal.id, `templates${selection}/$entity`);
  return answerOne(call, await toTemplate(templateOf(call), principal, ports), { type: TEMPLATE, context });
}

export async function readTemplateSchema(call: Call, ports: Ports): Promise<Reply> {
  const principal = await ownerOf(call, ports, READ_ANY_JOB);
  const id = templateOf(call);
  const context = (selection: string) =>
    synchronizationContext(call, principal.id, `templates('${id}')/schema${selection}/$entity`);
  return answerOne(call, await templateSchema(principal.id, id, ports), { type: SCHEMA, context });
}

export async function putTemplateSchema(call: Call, ports: Ports): Promise<Reply> {
  const principal = await ownerOf(call, ports, WRITE_ANY_JOB);
  const id = templateOf(call);
  const { schema, warnings } = await readSchema(call, ports.maxRequestBytes);
  await saveTemplateSchema(principal, id, schema, initiator(call), ports);
  return { status: 204, headers: warningHeaders(warnings) };
}

/** For what belongs to a template's schema: whether the template is there, and the caller reaches it. */
export async function checkTemplate(call: Call, ports: Needs<'jobs' | 'clients'>): Promise<void> {
  await ownerOf(call, ports, READ_ANY_JOB);
  templateOf(call);
}

/** Templates hang below the service principal, and below the application. */
async function ownerOf(
  call: Call,
  ports: Needs<'jobs' | 'clients'>,
  roles: readonly string[],
): Promise<ServicePrincipal> {
  if (call.params.applicationId === undefined) return findPrincipal(call, ports.jobs, ...roles);
  const principal = await namedApplication(call, ports);
  requireReach(call, principal, roles);
  return principal;
}

function templateOf(call: Call): TemplateId {
  const { templateId = '' } = call.params;
  const known = TEMPLATE_IDS.find((id) => id.toLowerCase() === templateId.toLowerCase());
  if (known === undefined) throw resourceNotFound(templateId);
  return known;
}

const DESCRIPTIONS: Readonly<Record<TemplateId, string>> = {
  API2AAD: 'API-driven inbound user provisioning to Microsoft Entra ID',
  API2AD: 'API-driven inbound user provisioning to on-premises Active Directory',
  API2SCIM: 'API-driven inbound user provisioning to a SCIM 2.0 service',
};

async function toTemplate(id: TemplateId, { id: principalId, appId }: ServicePrincipal, ports: Ports): Promise<object> {
  const needsAgent = id === 'API2AD' ? 'true' : 'false';
  return {
    id,
    applicationId: appId,
    default: id === 'API2AAD',
    description: DESCRIPTIONS[id],
    discoverable: true,
    factoryTag: id,
    metadata: [
      { key: 'IsOAuthEnabled', value: 'false' },
      { key: 'IsSynchronizationAgentAssignmentRequired', value: needsAgent },
      { key: 'IsSynchronizationAgentRequired', value: needsAgent },
      { key: 'IsSynchronizationInPreview', value: 'false' },
    ],
    schema: await templateSchema(principalId, id, ports),
  };
}
