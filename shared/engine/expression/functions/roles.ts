/** App roles for outbound provisioning (spec/engine.md 2.3). A role is its text, or the JSON of an object that has one. */
import { printScalar, type Scalar, type Value } from '../../../value';
import { ListBuilder } from '../bounds';
import { type CallSite, required } from '../functionEntry';
import { list } from '../parameterType';
import { strictFunction } from '../strictFunction';

const singleAppRoleAssignment = strictFunction({
  name: 'SingleAppRoleAssignment',
  help: 'The role a user is assigned, as text. It fails where there are several: which of them is meant, nobody said.',
  parameters: [required('appRoleAssignments', list)],
  example: {
    expression: 'SingleAppRoleAssignment([appRoleAssignments])',
    source: { appRoleAssignments: ['Admin'] },
    expected: 'Admin',
  },
  body([role, ...others], site) {
    if (others.length > 0) site.fail(`the user has ${others.length + 1} roles; exactly one can be written.`);
    return role ?? null;
  },
});

const appRoleAssignmentsComplex = strictFunction({
  name: 'AppRoleAssignmentsComplex',
  help: 'All roles a user is assigned, each as the JSON of a SCIM role that is not primary; added to those the target has.',
  parameters: [required('appRoleAssignments', list)],
  example: {
    expression: 'AppRoleAssignmentsComplex([appRoleAssignments])',
    source: { appRoleAssignments: ['Admin'] },
    expected: ['{"primary":false,"display":"Admin","value":"Admin"}'],
  },
  body: complexRoles,
});

const assertiveAppRoleAssignmentsComplex = strictFunction({
  name: 'AssertiveAppRoleAssignmentsComplex',
  help: 'The same roles as AppRoleAssignmentsComplex; they replace those the target has.',
  parameters: [required('appRoleAssignments', list)],
  example: {
    expression: 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])',
    source: { appRoleAssignments: ['User'] },
    expected: ['{"primary":false,"display":"User","value":"User"}'],
  },
  body: complexRoles,
});

function complexRoles(roles: readonly Scalar[], site: CallSite): Value {
  const objects = new ListBuilder(site);
  for (const role of roles) {
    const name = printScalar(role);
    objects.add(JSON.stringify({ primary: false, display: name, value: name }));
  }
  return objects.list();
}

export const ROLE_FUNCTIONS = [singleAppRoleAssignment, appRoleAssignmentsComplex, assertiveAppRoleAssignmentsComplex];
