import { app } from '@azure/functions';
import type { Call } from '../../shared/api/http/endpoint';
import { EXPANDED, QUERIED } from '../../shared/api/http/queryArguments';
import { READ_JOBS, WRITE_JOBS } from '../../shared/api/http/roles';
import { SCHEMA_TOOLS } from '../../shared/api/schema/schemaTools';
import { listTemplates, putTemplateSchema, readTemplate, readTemplateSchema } from '../../shared/api/schema/templates';
import { endpoint, services } from '../../shared/composition/services';

const OWNERS = {
  principal: '{version}/servicePrincipals/{servicePrincipalId}',
  application: '{version}/applications/{applicationId}',
} as const;
const house = () => services().house;

for (const [owner, route] of Object.entries(OWNERS)) {
  const templates = `${route}/synchronization/templates`;
  const get = (name: string, path: string, options: readonly string[], handle: typeof listTemplates) =>
    app.http(
      `${name}Of_${owner}`,
      endpoint(path, { GET: { roles: READ_JOBS, options, handle: (call) => handle(call, house()) } }),
    );
  get('templates', templates, [...QUERIED, '$expand'], listTemplates);
  get('template', `${templates}/{templateId}`, EXPANDED, readTemplate);
  app.http(
    `templateSchemaOf_${owner}`,
    endpoint(`${templates}/{templateId}/schema`, {
      GET: { roles: READ_JOBS, options: EXPANDED, handle: (call) => readTemplateSchema(call, house()) },
      // The application's alone, as the service has it.
      ...(owner === 'application' && {
        PUT: { roles: WRITE_JOBS, handle: (call) => putTemplateSchema(call, house()) },
      }),
    }),
  );

  for (const { path, method, options, ofTemplate } of SCHEMA_TOOLS) {
    const operation = { roles: READ_JOBS, options, handle: (call: Call) => ofTemplate(call, house()) };
    app.http(`${path}Of_${owner}`, endpoint(`${templates}/{templateId}/schema/${path}`, { [method]: operation }));
  }
}
