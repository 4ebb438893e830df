import { sendAndKill } from './sendAndKill';

test('a send that is killed three times and resumed has every row with the service once', async () => {
  const { broken, killedAt } = await sendAndKill({ people: 90, kills: 3, seed: 7 });
  expect(broken).toEqual([]);
  expect(killedAt).toHaveLength(3);
});
