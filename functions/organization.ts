import { app } from '@azure/functions';
import { operationsOf } from '../shared/api/directory/endpoints';
import { ORGANIZATION_ROUTES } from '../shared/api/directory/organization';
import { endpoint, services } from '../shared/composition/services';

/** Where clients read the verified domains. */
for (const route of ORGANIZATION_ROUTES) {
  app.http(route.name, endpoint(`{version}/${route.template}`, operationsOf(route, services)));
}
