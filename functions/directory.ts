import { app } from '@azure/functions';
import { operationsOf } from '../shared/directory/graph/endpoints';
import { MANAGER_ROUTES } from '../shared/directory/graph/manager';
import { USER_ROUTES } from '../shared/directory/graph/users';
import { endpoint, services } from '../shared/services';

/** The users of the embedded directory, as Graph serves users. */
for (const route of [...USER_ROUTES, ...MANAGER_ROUTES]) {
  app.http(route.name, endpoint(`{version}/${route.template}`, operationsOf(route, services)));
}
