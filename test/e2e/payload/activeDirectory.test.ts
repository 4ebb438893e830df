/** What an upload means to an Active Directory domain. */
import { openActiveDirectoryStage } from '../stages/activeDirectoryStage';
import { describeRows, FAILS_FOR_BOOM, mapTo, newest, openScenes, type PayloadScenes } from './scenes';

let scenes: PayloadScenes;
let domain: Awaited<ReturnType<typeof openActiveDirectoryStage>>;
beforeAll(async () => {
  domain = await openActiveDirectoryStage();
  scenes = await openScenes(domain);
  await scenes.changeSchema(({ source, mappings }) => {
    source.push({ name: 'proxies' }, { name: 'phones' }, { name: 'unit' });
    const language = mappings.find(({ targetAttributeName }) => targetAttributeName === 'preferredLanguage');
    Object.assign(language ?? {}, { source: { expression: FAILS_FOR_BOOM } });
    mappings.push(
      mapTo('initials', 'Mid([name.givenName], 1, 1)'),
      mapTo('otherTelephone', 'Split([phones], ";")'),
      mapTo('proxyAddresses', 'Split([proxies], ",")'),
    );
  });
});
afterAll(() => scenes.close());

describeRows(() => scenes);

const entryOf = async (externalId: string) => {
  const attributes = ['cn', 'sAMAccountName', 'initials', 'otherTelephone', 'proxyAddresses', 'employeeID'];
  const filter = `(employeeID=${externalId})`;
  const [entry] = await domain.search(filter, attributes);
  return entry;
};

/** Of names whose first twenty characters are the same, which is as many as an account name may have. */
const TWIN = {
  userName: 'twin.of.the.long.name.one',
  displayName: 'Twin Lee',
  name: { givenName: '𠮷太', familyName: 'Lee' },
};

test('two people of one name both get an account, whole characters and no empty value', async () => {
  const people = [
    { externalId: 'twin1', ...TWIN, phones: '+1;+2;', proxies: 'SMTP:a@b.c,smtp:b@b.c' },
    { externalId: 'twin2', ...TWIN, userName: 'twin.of.the.long.name.two' },
  ];
  await scenes.hr.upload(...people.slice(0, 1));
  await newest(scenes, people.slice(0, 1), 1);
  await scenes.hr.upload(...people.slice(1));
  const entries = await newest(scenes, people, 1);
  expect([...entries.values()].map((entry) => entry?.provisioningStatusInfo.status)).toEqual(['success', 'success']);
  expect(await entryOf('twin1')).toMatchObject({
    cn: 'Twin Lee',
    sAMAccountName: 'twin.of.the.long.nam',
    initials: '𠮷',
  });
  expect((await entryOf('twin1'))?.otherTelephone).toHaveLength(2);
  expect(await entryOf('twin2')).toMatchObject({ cn: 'Twin Lee 2', sAMAccountName: 'twin.of.the.long.na2' });
});

test('another primary address is a change, and the same once more is none', async () => {
  const swapped = { externalId: 'twin1', proxies: 'smtp:a@b.c,SMTP:b@b.c' };
  await scenes.hr.upload(swapped);
  const first = await newest(scenes, [swapped], 2);
  expect(first.get('twin1')?.provisioningStatusInfo.status).toBe('success');
  expect([(await entryOf('twin1'))?.proxyAddresses].flat().sort()).toEqual(['SMTP:b@b.c', 'smtp:a@b.c']);
  await scenes.hr.upload({ ...swapped, ...TWIN });
  const second = await newest(scenes, [swapped], 3);
  expect(second.get('twin1')?.provisioningSteps.at(-1)?.details.SkipReason).toBe('RedundantExport');
});

test('a container is one container, however its name is spelled', async () => {
  await domain.addContainer('Sales\\, EMEA');
  await domain.addContainer('Leavers\\#1');
  await scenes.changeSchema(({ mappings }) => {
    mappings.push(mapTo('parentDistinguishedName', 'Coalesce([unit], IgnoreAttributeFlow)'));
  });
  const moves = [
    ['OU=Sales\\, EMEA', 'success'],
    ['ou=Sales\\2C EMEA', 'skipped'],
    ['OU=Leavers#1', 'success'],
    ['OU=Leavers\\#1', 'skipped'],
  ];
  const seen: unknown[] = [];
  for (const [index, [name]] of moves.entries()) {
    await scenes.hr.upload({ externalId: 'twin2', unit: `${name},${domain.people}` });
    const entries = await newest(scenes, [{ externalId: 'twin2' }], index + 2);
    seen.push([name, entries.get('twin2')?.provisioningStatusInfo.status]);
  }
  expect(seen).toEqual(moves);
});
