import { createBackOff } from '../../../../local/host/queue/backOff';

test('waits double from 50 ms up to the maximum, and start anew after work was seen', () => {
  const backOff = createBackOff(300);
  expect([backOff.next(), backOff.next(), backOff.next(), backOff.next(), backOff.next()]).toEqual([
    50, 100, 200, 300, 300,
  ]);
  backOff.reset();
  expect(backOff.next()).toBe(50);
});

test('a maximum below the shortest wait is kept', () => {
  expect(createBackOff(20).next()).toBe(20);
});
