import { type Deprovisioning, deletionWish } from '../../../shared/engine/person/deletionWish';

type Mapping = Parameters<typeof deletionWish>[1]['enabledMapping'];
const mapping = (text: string) => ({ target: 'accountEnabled', expression: { text } }) as unknown as Mapping;
const update = (disabledByOmission = false) =>
  ({ kind: 'update', disables: true, disabledByOmission }) as unknown as Deprovisioning;

test.each([
  {
    name: 'by the mapping',
    plan: update(),
    told: { action: 'disable', reason: 'The mapping of accountEnabled disables the account: [active].' },
  },
  {
    name: 'by what the payload leaves out',
    plan: update(true),
    told: {
      action: 'disable',
      reason: 'The mapping of accountEnabled disables the account: [active]. The payload leaves out what it reads.',
    },
  },
  {
    name: 'by leaving scope',
    plan: { kind: 'disable', changes: {}, modified: [] } as const,
    scoping: "Filter 'Staff' did not pass.",
    told: { action: 'disable', reason: "Filter 'Staff' did not pass." },
  },
  {
    name: 'altogether',
    plan: { kind: 'delete' } as const,
    scoping: 'Gone.',
    told: { action: 'delete', reason: 'Gone.' },
  },
])('an account is taken away $name', ({ plan, scoping, told }) => {
  expect(deletionWish(plan, { enabledMapping: mapping('[active]') }, scoping)).toEqual(told);
});

test.each([
  { name: 'of 200 characters is told whole', length: 200, end: '.' },
  { name: 'without end is told by its beginning', length: 5_000, end: '….' },
])('an expression $name', ({ length, end }) => {
  const { reason } = deletionWish(update(), { enabledMapping: mapping('x'.repeat(length)) }, undefined);
  expect(reason).toBe(`The mapping of accountEnabled disables the account: ${'x'.repeat(200)}${end}`);
});
