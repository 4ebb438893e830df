import { ProvisioningError } from '../../../../shared/errors';
import { createRefusals } from '../../../../shared/pipeline/person/references/refusals';

test('what was refused of one account was not refused of the next that the person gets', () => {
  const refusals = createRefusals();
  const refusal = { error: new ProvisioningError('InvalidAnchor', 'There is no such account.'), at: 0 };
  refusals.note({ from: 'gone', attribute: 'manager', to: 'boss' }, refusal);
  expect(refusals.of({ from: 'gone', attribute: 'manager', to: 'boss' })).toBe(refusal);
  expect(refusals.of({ from: 'new', attribute: 'manager', to: 'boss' })).toBeUndefined();
  expect(refusals.of({ from: 'gone', attribute: 'manager', to: null })).toBeUndefined();
});
