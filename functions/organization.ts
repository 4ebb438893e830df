import { app } from '@azure/functions';
import { operationsOf } from '../shared/directory/graph/endpoints';
import { ORGANIZATION_ROUTES } from '../shared/directory/graph/organization';
import { endpoint, services } from '../shared/services';

/** Where clients read the verified domains. */
for (const route of ORGANIZATION_ROUTES) {
  app.http(route.name, endpoint(`{version}/${route.template}`, operationsOf(route, services)));
}
