/** What an upload means to a SCIM service, one that says nothing of `active` where it is false. */
import { openScimStage } from '../stages/scimStage';
import { describeRows, FAILS_FOR_BOOM, openScenes, type PayloadScenes } from './scenes';

let scenes: PayloadScenes;
beforeAll(async () => {
  scenes = await openScenes(await openScimStage({ hidesInactive: true }));
  await scenes.changeSchema(({ mappings }) => {
    const language = mappings.find(({ targetAttributeName }) => targetAttributeName === 'preferredLanguage');
    Object.assign(language ?? {}, { source: { expression: FAILS_FOR_BOOM } });
  });
});
afterAll(() => scenes.close());

describeRows(() => scenes);
