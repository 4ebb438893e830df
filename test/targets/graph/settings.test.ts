import { checkGraphSettings, type GraphTargetSettings } from '../../../shared/targets/graph/settings';

const GOOD: GraphTargetSettings = {
  baseUrl: 'https://graph.microsoft.com/v1.0',
  tenantId: 't',
  credentials: { kind: 'clientSecret', tenantId: 't', clientId: 'c', clientSecret: 's' },
  tenantSize: 'small',
  timeoutMs: 10_000,
  patienceMs: 15_000,
  allowHttpLoopback: false,
};

test.each([
  { baseUrl: 'https://graph.microsoft.com', checked: 'https://graph.microsoft.com/v1.0' },
  { baseUrl: 'https://graph.microsoft.us/v1.0/', checked: 'https://graph.microsoft.us/v1.0' },
  { baseUrl: 'https://microsoftgraph.chinacloudapi.cn/beta', checked: 'https://microsoftgraph.chinacloudapi.cn/beta' },
])('$baseUrl is used as $checked', ({ baseUrl, checked }) => {
  expect(checkGraphSettings({ ...GOOD, baseUrl }).baseUrl).toBe(checked);
});

test('plain HTTP works to this machine only, and only where it is allowed', () => {
  const local = { ...GOOD, baseUrl: 'http://127.0.0.1:7071/v1.0', allowHttpLoopback: true };
  expect(checkGraphSettings(local).baseUrl).toBe('http://127.0.0.1:7071/v1.0');
  expect(() => checkGraphSettings({ ...local, allowHttpLoopback: false })).toThrow('must be an https address');
  expect(() => checkGraphSettings({ ...local, baseUrl: 'http://graph.example/v1.0' })).toThrow('must be an https');
});

test.each<{ name: string; change: Partial<GraphTargetSettings>; says: string }>([
  { name: 'no address', change: { baseUrl: '' }, says: 'baseUrl must be an absolute address' },
  { name: 'another path', change: { baseUrl: 'https://x.example/scim' }, says: 'baseUrl must end with the host' },
  { name: 'a query', change: { baseUrl: 'https://x.example/v1.0?a=b' }, says: 'baseUrl must end with the host' },
  { name: 'a password in the address', change: { baseUrl: 'https://a:b@x.example' }, says: 'must not contain a user' },
  { name: 'a time-out of nothing', change: { timeoutMs: 0 }, says: 'timeoutMs must be a whole number' },
  { name: 'endless patience', change: { patienceMs: Number.NaN }, says: 'patienceMs must be a whole number' },
  {
    name: 'an empty secret',
    change: { credentials: { kind: 'clientSecret', tenantId: 't', clientId: 'c', clientSecret: ' ' } },
    says: 'clientSecret must not be empty',
  },
  {
    name: 'an empty certificate',
    change: { credentials: { kind: 'certificate', tenantId: 't', clientId: 'c', certificate: '' } },
    says: 'certificate must not be empty',
  },
])('$name is refused', ({ change, says }) => {
  const check = () => checkGraphSettings({ ...GOOD, ...change });
  expect(check).toThrow(says);
  expect(check).toThrow(expect.objectContaining({ code: 'InvalidCredentials' }));
});
