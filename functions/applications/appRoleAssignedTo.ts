import { app } from '@azure/functions';
import {
  listAssignedTo,
  postAssignedTo,
  readAssignedTo,
  removeAssignedTo,
} from '../../shared/api/applications/appRoleAssignedTo';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { ASSIGN_ROLES, READ_PRINCIPALS } from '../../shared/api/http/roles';
import { endpoint, services } from '../../shared/composition/services';

const ASSIGNED_TO = '{version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo';
const house = () => services().house;

app.http(
  'appRoleAssignedTo',
  endpoint(ASSIGNED_TO, {
    GET: { roles: READ_PRINCIPALS, options: QUERIED, handle: (call) => listAssignedTo(call, house()) },
    POST: { roles: ASSIGN_ROLES, handle: (call) => postAssignedTo(call, house()) },
  }),
);

app.http(
  'appRoleAssignedToOne',
  endpoint(`${ASSIGNED_TO}/{assignmentId}`, {
    GET: { roles: READ_PRINCIPALS, options: SELECTED, handle: (call) => readAssignedTo(call, house()) },
    DELETE: { roles: ASSIGN_ROLES, handle: (call) => removeAssignedTo(call, house()) },
  }),
);
