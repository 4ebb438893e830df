import {
  addPassword,
  judgeSecret,
  MOST_PASSWORDS,
  removePassword,
} from '../../../shared/pipeline/applications/passwords';
import { createWorkbench } from '../../support/workbench';

const CLIENT = {
  id: '51d0d0c1-6f6e-45c1-8f0a-4f7a0c6f0002',
  appId: '8d6c2c1e-7d3b-4c57-9d0e-0a52a2d1d001',
  displayName: 'HR',
};
const BY = { appId: 'a', objectId: 'o' };
const [STARTS, ENDS] = [1_000, 2_000];
const WANTED = { displayName: 'first', startsAt: STARTS, endsAt: ENDS };

async function desk() {
  const { house } = (await createWorkbench()).services;
  const add = () => addPassword(CLIENT, WANTED, BY, house);
  const client = async () => (await house.clients.get(CLIENT.id)) ?? {};
  return { house, add, client };
}

test.each([
  { name: 'a moment before it begins', now: STARTS - 1, verdict: 'expired' },
  { name: 'as it begins', now: STARTS, verdict: 'right' },
  { name: 'in its last moment', now: ENDS - 1, verdict: 'right' },
  { name: 'as it ends', now: ENDS, verdict: 'expired' },
])('a secret is $verdict $name', async ({ now, verdict }) => {
  const { add, client } = await desk();
  const { secret = '' } = (await add()) ?? {};
  expect(judgeSecret(await client(), secret, now)).toBe(verdict);
});

test('another secret is wrong, and so is any of a client without one', async () => {
  const { add, client } = await desk();
  const { secret = '', password } = (await add()) ?? {};
  for (const other of ['', secret.slice(1), `${secret} `, password?.hash ?? '']) {
    expect(judgeSecret(await client(), other, STARTS)).toBe('wrong');
  }
  expect(judgeSecret({}, secret, STARTS)).toBe('wrong');
});

test('two are good at once, so that one can be replaced, until one is removed', async () => {
  const { house, add, client } = await desk();
  const [old, fresh] = [await add(), await add()];
  const verdicts = async () => [old, fresh].map((one) => judgeSecret(kept, one?.secret ?? '', STARTS));
  let kept = await client();
  expect(await verdicts()).toEqual(['right', 'right']);
  expect(await removePassword(CLIENT, old?.password.keyId ?? '', BY, house)).toBe(true);
  kept = await client();
  expect(await verdicts()).toEqual(['wrong', 'right']);
  expect(await removePassword(CLIENT, old?.password.keyId ?? '', BY, house)).toBe(false);
});

test('the secret is kept nowhere, and told in no record', async () => {
  const { house, add, client } = await desk();
  const { secret = '', password } = (await add()) ?? {};
  await removePassword(CLIENT, password?.keyId ?? '', BY, house);
  await add();
  const { records } = await house.audit.list(CLIENT.id, 10);
  expect(records.map(({ activity }) => activity).sort()).toEqual(['AddPassword', 'AddPassword', 'RemovePassword']);
  const all = JSON.stringify([await client(), records]);
  expect(all).not.toContain(secret);
  expect(JSON.stringify(records)).not.toContain(password?.hash);
});

test('a client has room for so many and no more, whoever asks at once', async () => {
  const { add } = await desk();
  const added = await Promise.all(Array.from({ length: MOST_PASSWORDS + 1 }, add));
  expect(added.filter((one) => one === undefined)).toHaveLength(1);
});
