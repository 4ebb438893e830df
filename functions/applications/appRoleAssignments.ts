import { app } from '@azure/functions';
import {
  listRoleAssignments,
  postRoleAssignment,
  readRoleAssignment,
  removeRoleAssignment,
} from '../../shared/api/applications/appRoleAssignments';
import { QUERIED, SELECTED } from '../../shared/api/http/queryArguments';
import { ASSIGN_ROLES, READ_PRINCIPALS } from '../../shared/api/http/roles';
import { endpoint, services } from '../../shared/composition/services';

const ASSIGNMENTS = '{version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments';
const house = () => services().house;

app.http(
  'appRoleAssignments',
  endpoint(ASSIGNMENTS, {
    GET: { roles: READ_PRINCIPALS, options: QUERIED, handle: (call) => listRoleAssignments(call, house()) },
    POST: { roles: ASSIGN_ROLES, handle: (call) => postRoleAssignment(call, house()) },
  }),
);

app.http(
  'appRoleAssignment',
  endpoint(`${ASSIGNMENTS}/{assignmentId}`, {
    GET: { roles: READ_PRINCIPALS, options: SELECTED, handle: (call) => readRoleAssignment(call, house()) },
    DELETE: { roles: ASSIGN_ROLES, handle: (call) => removeRoleAssignment(call, house()) },
  }),
);
