import { app } from '@azure/functions';
import { operationsOf } from '../shared/api/directory/endpoints';
import { DIRECTORY_ROUTES } from '../shared/api/directory/routes';
import { endpoint, services } from '../shared/composition/services';

/** The embedded directory as Graph serves one: users, their managers, the recycle bin, the organization. */
for (const route of DIRECTORY_ROUTES) {
  app.http(route.name, endpoint(`{version}/${route.template}`, operationsOf(route, services)));
}
