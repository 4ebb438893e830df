import { app } from '@azure/functions';
import { operationsOf } from '../shared/api/directory/endpoints';
import { MANAGER_ROUTES } from '../shared/api/directory/manager';
import { USER_ROUTES } from '../shared/api/directory/users';
import { endpoint, services } from '../shared/composition/services';

/** The users of the embedded directory, as Graph serves users. */
for (const route of [...USER_ROUTES, ...MANAGER_ROUTES]) {
  app.http(route.name, endpoint(`{version}/${route.template}`, operationsOf(route, services)));
}
