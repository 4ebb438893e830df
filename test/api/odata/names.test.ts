/** What may be asked of each kind of resource: every member of its answers may be selected or expanded, and these are filtered. */
import * as applications from '../../../shared/api/applications/resourceTypes';
import type { ResourceType } from '../../../shared/api/jobs/answerResource';
import * as jobs from '../../../shared/api/jobs/resourceTypes';
import { TYPES } from '../../support/graphMetadata';

const KINDS = Object.values<ResourceType>({ ...applications, ...jobs });

const FILTERED: Readonly<Record<string, readonly string[]>> = {
  application: ['id', 'appId', 'displayName', 'applicationTemplateId', 'signInAudience'],
  applicationTemplate: ['id', 'displayName', 'publisher', 'description'],
  appRoleAssignment: ['id', 'appRoleId', 'principalId', 'resourceId', 'resourceDisplayName'],
  attributeMappingFunctionSchema: ['id', 'name'],
  filterOperatorSchema: ['id', 'name', 'arity', 'multivaluedComparisonType'],
  servicePrincipal: ['id', 'appId', 'displayName', 'appDisplayName', 'servicePrincipalType', 'accountEnabled'],
  synchronizationJob: [
    ...['id', 'templateId', 'schedule/state', 'schedule/interval', 'status/code', 'status/quarantine/reason'],
  ],
  synchronizationSchema: [],
  synchronizationTemplate: ['id', 'applicationId', 'description', 'factoryTag', 'default', 'discoverable'],
};

test('the kinds are these', () => {
  expect(KINDS.map(({ name }) => name).sort()).toEqual(Object.keys(FILTERED).sort());
});

test.each(KINDS)('$name', ({ name, properties, navigations, fields }) => {
  const members = Object.keys(TYPES[name] ?? {});
  const asked = new Set([...properties, ...navigations]);
  expect({ isKnown: members.length > 0, missing: members.filter((member) => !asked.has(member)) }).toEqual({
    isKnown: true,
    missing: [],
  });
  expect(Object.keys(fields)).toEqual(FILTERED[name]);
});
