import type { GraphCall } from '../../../../shared/targets/graph/call';
import { costOf } from '../../../../shared/targets/graph/pacing/cost';

test.each<{ call: GraphCall; units: number; writes: number }>([
  { call: { method: 'GET', url: '/users?$filter=x' }, units: 2, writes: 0 },
  { call: { method: 'GET', url: '/users?$filter=x&$select=id' }, units: 1, writes: 0 },
  { call: { method: 'GET', url: '/users?$filter=x&$select=id&$expand=manager($select=id)' }, units: 2, writes: 0 },
  {
    call: { method: 'GET', url: '/users?$filter=x&$select=id&$expand=manager($select=id)&$top=5' },
    units: 1,
    writes: 0,
  },
  { call: { method: 'GET', url: '/users?$top=1&$select=id' }, units: 1, writes: 0 },
  { call: { method: 'GET', url: '/users/1?$select=id' }, units: 1, writes: 0 },
  { call: { method: 'GET', url: '/users/1?$select=id&$expand=manager($select=id)' }, units: 1, writes: 0 },
  { call: { method: 'GET', url: '/directory/deletedItems/microsoft.graph.user?$filter=x' }, units: 2, writes: 0 },
  { call: { method: 'GET', url: '/directory/deletedItems/1?$select=id' }, units: 1, writes: 0 },
  { call: { method: 'POST', url: '/users', body: {} }, units: 1, writes: 1 },
  { call: { method: 'PATCH', url: '/users/1', body: {} }, units: 1, writes: 1 },
  { call: { method: 'DELETE', url: '/users/1/manager/$ref' }, units: 1, writes: 1 },
])('$call.method $call.url costs $units units and $writes writes', ({ call, units, writes }) => {
  expect(costOf(call)).toEqual({ units, writes });
});
