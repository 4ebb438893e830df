/** Alerts and the workbook ask for numbers by name; one that nobody tells would never raise an alarm. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '../../shared/telemetry/metrics';

const INFRA = join(__dirname, '../../infra');
const read = (name: string) => readFileSync(join(INFRA, name), 'utf8');
const FILES = [...readdirSync(join(INFRA, 'queries')).map((name) => `queries/${name}`), 'workbook.json'];
const NAME = /muster(?:\.[a-z]+)+/g;

test.each(FILES)('%s asks for numbers that are told', (name) => {
  const asked = [...new Set(read(name).match(NAME) ?? [])];
  expect(asked.filter((one) => !(one in METRICS))).toEqual([]);
});

test('labels in the queries are those of the numbers', () => {
  const labels = new Set(Object.values(METRICS).flatMap((metric): readonly string[] => metric.labels));
  const asked = FILES.flatMap((name) =>
    [...read(name).matchAll(/Properties\['(\w+)'\]/g)].map(([, label = '']) => label),
  );
  expect(asked.filter((label) => !labels.has(label))).toEqual([]);
  expect(asked.length).toBeGreaterThan(3);
});

test('each query is one that an alert asks', () => {
  const alerts = read('alerts.bicep');
  for (const name of readdirSync(join(INFRA, 'queries')))
    expect(alerts).toContain(`loadTextContent('queries/${name}')`);
});

test('docs/observe.md tells each number and each alert', () => {
  const page = readFileSync(join(INFRA, '../docs/observe.md'), 'utf8');
  expect(Object.keys(METRICS).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  const alerts = [...read('alerts.bicep').matchAll(/name: '([a-z-]+)'\n {4}description/g)].map(([, name]) => name);
  expect(alerts).toHaveLength(6);
  expect([...alerts, 'not-ready'].filter((name) => !page.includes(`### ${name}`))).toEqual([]);
});
