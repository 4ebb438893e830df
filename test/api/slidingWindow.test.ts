import { createSlidingWindow } from '../../shared/api/slidingWindow';
import { fakeClock } from '../support/world';

const clock = fakeClock();
const window = () => createSlidingWindow(3, 10_000, clock);

test('so many requests go on at once, and the next is told how long to wait', () => {
  const limit = window();
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 0]);
  expect(limit.take('a')).toBe(10_000);
});

test('the wait is true: not a millisecond earlier', () => {
  const limit = window();
  limit.take('a');
  clock.advance(4_000);
  limit.take('a');
  limit.take('a');
  expect(limit.take('a')).toBe(6_000);
  clock.advance(5_999);
  expect(limit.take('a')).toBe(1);
  clock.advance(1);
  expect(limit.take('a')).toBe(0);
});

test('who was refused does not wait longer for having asked', () => {
  const limit = window();
  for (let count = 0; count < 50; count += 1) limit.take('a');
  clock.advance(10_000);
  expect(limit.take('a')).toBe(0);
});

test('each key has its own count', () => {
  const limit = window();
  for (let count = 0; count < 3; count += 1) limit.take('a');
  expect(limit.take('b')).toBe(0);
});
