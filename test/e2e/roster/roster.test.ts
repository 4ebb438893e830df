/**
 * Sixty people with names of many scripts from a CSV file into each target, through the host and HTTP: all there, and
 * the second time nothing is written. `npm run roster` does it with a thousand.
 */
import { openActiveDirectoryStage } from '../stages/activeDirectoryStage';
import { openDirectoryStage } from '../stages/directoryStage';
import { openScimStage } from '../stages/scimStage';
import { provisionRoster } from './provisionRoster';

test.each([
  { target: 'the embedded directory', open: openDirectoryStage },
  { target: 'a SCIM service', open: openScimStage },
  { target: 'an Active Directory domain', open: openActiveDirectoryStage },
])('everybody arrives in $target as they are called, once', async ({ open }) => {
  const stage = await open();
  try {
    const { faults, namesakes, requests } = await provisionRoster(stage, 60);
    expect(faults).toEqual([]);
    expect(namesakes).toBeGreaterThan(5);
    // Each person is read once, and what the service says of itself not again.
    if (requests !== undefined) expect(requests[1]).toBe(60);
  } finally {
    await stage.close();
  }
});
