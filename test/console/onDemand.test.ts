/** The answer of on-demand provisioning, shown as the log shows an entry. */
import { explanationsIn, toLogSteps } from '../../console/rules/onDemand';

const step = (name: string, type: string, details: Record<string, unknown>) => ({
  name,
  type,
  status: 'Success',
  description: '',
  details,
  activity: '',
});
const MAPPING = step('Attribute Mapping', 'Processing', { city: { result: 'Oslo' }, note: 'of no mapping' });

test('steps have the log’s words, and the mapping a table of its own', () => {
  const steps = toLogSteps([step('Import from API', 'Import', { externalId: '1', emails: ['a'] }), MAPPING]);
  expect(steps).toMatchObject([
    { provisioningStepType: 'import', status: 'success', details: { externalId: '1', emails: '["a"]' } },
    { provisioningStepType: 'processing', details: {} },
  ]);
  expect(explanationsIn([MAPPING])).toEqual([['city', { result: 'Oslo' }]]);
});

test('who did not come as far as the mapping has nothing explained', () => {
  expect(explanationsIn([step('Import from API', 'Import', { a: { b: 1 } })])).toEqual([]);
});
