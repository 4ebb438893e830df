import { newUser, openTestDirectory, type TestDirectory } from '../../support/directory';
import { type Ask, graphClient, ORIGIN } from '../../support/graphClient';

const NOBODY = 'ffffffff-0000-4000-8000-000000000000';

let opened: TestDirectory;
let ask: Ask;
let mira: string;
let noor: string;
beforeEach(async () => {
  opened = await openTestDirectory();
  ask = graphClient(opened.directory);
  mira = (await opened.directory.create(newUser('mira'))).id;
  noor = (await opened.directory.create(newUser('noor'))).id;
});

const reference = (url: unknown) => ({ body: { '@odata.id': url } });

describe('/users/{id}/manager', () => {
  test('is set by reference, read, and cleared', async () => {
    const set = await ask(
      `PUT /users/${mira}/manager/$ref`,
      reference(`https://graph.microsoft.com/v1.0/users/${noor}`),
    );
    expect(set).toMatchObject({ status: 204 });
    expect(await ask(`GET /users/mira@adatum.example/manager?$select=id,displayName`)).toMatchObject({
      status: 200,
      body: {
        '@odata.context': `${ORIGIN}/v1.0/$metadata#directoryObjects/$entity`,
        '@odata.type': '#microsoft.graph.user',
        id: noor,
        displayName: 'Mira Okafor',
      },
    });
    expect(await ask(`DELETE /users/${mira}/manager/$ref`)).toMatchObject({ status: 204 });
    await expect(ask(`GET /users/${mira}/manager`)).rejects.toMatchObject({
      status: 404,
      code: 'Request_ResourceNotFound',
    });
    expect(await ask(`DELETE /users/${mira}/manager/$ref`)).toMatchObject({ status: 204 });
  });

  test.each([
    (id: string) => `${ORIGIN}/beta/users/${id}`,
    (id: string) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
    (id: string) => `https://graph.microsoft.com/v1.0/users('${id}')`,
  ])('takes the spellings of a reference (%#)', async (spell) => {
    await ask(`PUT /users/${mira}/manager/$ref`, reference(spell(noor)));
    expect(await opened.directory.manager(mira)).toMatchObject({ id: noor });
  });

  test.each([undefined, 5, '', 'noor', 'https://graph.microsoft.com/v1.0/groups/x'])(
    'refuses %p as a reference',
    async (url) => {
      await expect(ask(`PUT /users/${mira}/manager/$ref`, reference(url))).rejects.toMatchObject({
        status: 400,
        code: 'Request_BadRequest',
      });
    },
  );

  test('a manager who is not there is named', async () => {
    await expect(
      ask(`PUT /users/${mira}/manager/$ref`, reference(`${ORIGIN}/v1.0/users/${NOBODY}`)),
    ).rejects.toMatchObject({
      status: 404,
      code: 'Request_ResourceNotFound',
      message: expect.stringContaining(NOBODY),
    });
  });

  test.each(['GET /users/{id}/manager', 'DELETE /users/{id}/manager/$ref'])(
    '%s of nobody answers 404',
    async (line) => {
      await expect(ask(line.replace('{id}', NOBODY))).rejects.toMatchObject({ status: 404 });
    },
  );
});
