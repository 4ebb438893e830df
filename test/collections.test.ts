import { allSettled } from '../shared/collections';

describe('allSettled', () => {
  test('gives the results in order', async () => {
    expect(await allSettled([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
  });

  test('waits for the others when one fails, and then fails as that one did', async () => {
    let isDone = false;
    const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      isDone = true;
    });
    await expect(allSettled([Promise.reject(new Error('first')), slow])).rejects.toThrow('first');
    expect(isDone).toBe(true);
  });
});
