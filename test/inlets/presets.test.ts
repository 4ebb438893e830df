/** Presets are data that hold together: each parses, says what it asks for, and is overridden member by member. */
import { hostsOf } from '../../shared/inlets/fetching/recipe';
import { PRESET_NAMES, presetCatalogue } from '../../shared/inlets/presets/presets';
import { faultsOf, inlet, SETTINGS } from './samples';

test('the presets, in their order', () => {
  const names = 'bamboohr hibob personio finch merge standard cloudevents signed token basic';
  expect(PRESET_NAMES.join(' ')).toBe(names);
  expect(presetCatalogue().map(({ verified }) => verified)).toEqual(PRESET_NAMES.map(() => null));
});

test.each(PRESET_NAMES)('%s is a definition as soon as it has a name and its settings', (preset) => {
  expect(faultsOf({ name: 'a', preset, settings: SETTINGS[preset] ?? {} })).toEqual([]);
});

test.each([
  { preset: 'bamboohr', hosts: ['acme.bamboohr.com'] },
  { preset: 'hibob', hosts: ['api.hibob.com'] },
  { preset: 'personio', hosts: ['api.personio.de'] },
  { preset: 'finch', hosts: ['api.tryfinch.com'] },
  { preset: 'merge', hosts: [] },
])('$preset asks nobody but $hosts', ({ preset, hosts }) => {
  expect(hostsOf(inlet(preset))).toEqual(hosts);
});

test.each([
  { preset: 'bamboohr', delaySeconds: 5, lagSeconds: 0 },
  { preset: 'hibob', delaySeconds: 20, lagSeconds: 20 },
  { preset: 'personio', delaySeconds: 3, lagSeconds: 0 },
  { preset: 'finch', delaySeconds: 5, lagSeconds: 0 },
])(
  '$preset is asked $delaySeconds s after its webhook, which leaves time of the ten beyond its lag',
  ({ preset, delaySeconds, lagSeconds }) => {
    expect(inlet(preset).fetch).toMatchObject({ delaySeconds, lagSeconds });
    expect(delaySeconds - lagSeconds).toBeLessThan(10);
  },
);

test('what a definition says goes before its preset, member by member; null takes away', () => {
  const definition = inlet('bamboohr', {
    map: { title: '[employee.department]', 'phoneNumbers[type eq "mobile"].value': null },
    effects: { 'employee.deleted': 'ignore' },
    verify: { scheme: 'token', header: 'x-token' },
  });
  expect(definition.map.title).toBe('[employee.department]');
  expect(Object.keys(definition.map)).not.toContain('phoneNumbers[type eq "mobile"].value');
  expect(definition.map.externalId).toBe('[employee.id]');
  expect(definition.effects['employee.deleted']).toBe('ignore');
  expect(definition.effects['employee.updated']).toBe('fetch');
  expect(definition.verify).toEqual({ scheme: 'token', header: 'x-token', valuePrefix: '' });
});

test.each([
  {
    name: 'more words for the same path are added',
    active: { values: { Furlough: true } },
    expected: { path: 'employee.status', values: { Active: true, Inactive: false, Furlough: true } },
  },
  {
    name: 'another path has words of its own',
    active: { path: 'employee.state', values: { A: true } },
    expected: { path: 'employee.state', values: { A: true } },
  },
  { name: 'a constant stands alone', active: { value: true }, expected: { value: true } },
  { name: 'an expression stands alone', active: '[employee.isActive]', expected: '[employee.isActive]' },
])('$name', ({ active, expected }) => {
  expect(inlet('bamboohr', { map: { active } }).map.active).toEqual(expected);
});
