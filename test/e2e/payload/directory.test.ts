/** What an upload means to the embedded directory, which speaks Entra's words. */
import { openDirectoryStage } from '../stages/directoryStage';
import { describeRows, FAILS_FOR_BOOM, mapTo, newest, openScenes, type PayloadScenes } from './scenes';

let scenes: PayloadScenes;
let saved: Record<string, unknown>;
beforeAll(async () => {
  scenes = await openScenes(await openDirectoryStage());
  saved = await scenes.changeSchema(({ source, mappings }) => {
    source.push({ name: 'isLeaver', type: 'Boolean' }, { name: 'emails', type: 'String', multivalued: true });
    const language = mappings.find(({ targetAttributeName }) => targetAttributeName === 'preferredLanguage');
    Object.assign(language ?? {}, { source: { expression: FAILS_FOR_BOOM } });
    mappings.push(mapTo('mail', '[emails[type eq "work"].value]'), mapTo('otherMails', '[emails]'));
  });
});
afterAll(() => scenes.close());

describeRows(() => scenes);

const emails = (value: string) => [{ type: 'work', value }];
const user = async (externalId: string) => {
  const path = `/v1.0/users?$filter=employeeId eq '${externalId}'&$select=userPrincipalName,mail,otherMails,userType`;
  const { value } = (await (await scenes.stack.call(path)).json()) as { value: object[] };
  return value[0];
};

test('mail may be mapped, with a word of what that means', () => {
  const warnings = saved.warnings as readonly { readonly code: string; readonly message: string }[] | undefined;
  if (warnings !== undefined) {
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'OnlyAtCreation',
        message: 'mail is written when the account is created, and left alone after.',
      }),
    );
  }
});

test('Microsoft’s own samples arrive: a name without a domain, a work address', async () => {
  const people = [
    { externalId: 'bare', userName: 'bare', displayName: 'Bare', emails: emails('bare@contoso.com') },
    { externalId: 'listed', userName: 'listed', displayName: 'Listed', emails: [{ type: 'work' }] },
  ];
  await scenes.hr.upload(...people);
  const entries = await newest(scenes, people, 1);
  expect(await user('bare')).toMatchObject({
    userPrincipalName: expect.stringMatching(/^bare@.+\..+$/),
    mail: 'bare@contoso.com',
    otherMails: ['bare@contoso.com'],
    userType: 'Member',
  });
  expect(entries.get('listed')?.provisioningStatusInfo.errorInformation).toMatchObject({
    errorCode: 'InvalidValue',
    reason: expect.stringContaining('emails has elements without a "value"'),
  });

  await scenes.hr.upload({ externalId: 'bare', displayName: 'Bare Two', emails: emails('other@contoso.com') });
  await newest(scenes, [{ externalId: 'bare' }], 2);
  expect(await user('bare')).toMatchObject({ mail: 'bare@contoso.com', otherMails: ['other@contoso.com'] });
});

test('a Boolean of one’s own that is sent as text is one', async () => {
  await scenes.hr.upload({ externalId: 'own', userName: 'own', displayName: 'Own', isLeaver: 'false' });
  await newest(scenes, [{ externalId: 'own' }], 1);
  await scenes.changeSchema(({ mappings }) => {
    const enabled = mappings.find(({ targetAttributeName }) => targetAttributeName === 'accountEnabled');
    Object.assign(enabled ?? {}, { source: { expression: 'Not([isLeaver])' } });
  });
  await scenes.hr.upload({ externalId: 'own', isLeaver: 'true' });
  await newest(scenes, [{ externalId: 'own' }], 2);
  expect((await scenes.account('own'))?.isEnabled).toBe(false);
});
