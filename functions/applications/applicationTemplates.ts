import { app } from '@azure/functions';
import {
  instantiate,
  listApplicationTemplates,
  readApplicationTemplate,
} from '../../shared/api/applications/applicationTemplates';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { WRITE_PRINCIPALS } from '../../shared/api/http/roles';
import { endpoint, services } from '../../shared/composition/services';

app.http(
  'applicationTemplates',
  endpoint('{version}/applicationTemplates', {
    GET: { roles: 'anyone', options: QUERIED, handle: listApplicationTemplates },
  }),
);

app.http(
  'applicationTemplate',
  endpoint('{version}/applicationTemplates/{applicationTemplateId}', {
    GET: { roles: 'anyone', options: SELECTED, handle: readApplicationTemplate },
  }),
);

app.http(
  'instantiateApplicationTemplate',
  endpoint('{version}/applicationTemplates/{applicationTemplateId}/instantiate', {
    POST: { roles: WRITE_PRINCIPALS, handle: (call) => instantiate(call, services().house) },
  }),
);
