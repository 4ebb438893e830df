import { app } from '@azure/functions';
import { DELETED_ITEM_ROUTES } from '../shared/api/directory/deletedItems';
import { operationsOf } from '../shared/api/directory/endpoints';
import { endpoint, services } from '../shared/composition/services';

/** The recycle bin of the embedded directory. */
for (const route of DELETED_ITEM_ROUTES) {
  app.http(route.name, endpoint(`{version}/${route.template}`, operationsOf(route, services)));
}
