/**
 * The plug is pulled in the middle of uploads, and the host starts again on the same folder: every operation that was
 * answered 202 ends in the log exactly once, and nobody has two accounts (I1 to I3). `npm run kills` does it at size.
 */

import { pullThePlug } from './kills/pullThePlug';
import { hostsOwnDirectory } from './stages/directoryStage';

test('of 300 people, nobody is lost or doubled when the plug is pulled three times', async () => {
  const options = { people: 300, kills: 3, seed: 7 };
  const told: string[] = [];
  const { broken, evidence } = await pullThePlug(options, hostsOwnDirectory(), (line) => told.push(line));
  expect({ broken, told }).toEqual({ broken: [], told });
  expect(evidence.plan.kills).toHaveLength(3);
  expect(evidence.accounts).toHaveLength(300);
});
