import { createAccountBoard } from '../../../shared/pipeline/person/accountBoard';
import type { Link } from '../../../shared/store/people/people';

const MIRA: Link = { targetAnchor: '87d3', reportableIdentifier: 'mira@adatum.example', displayName: 'Mira' };
const OTHER: Link = { ...MIRA, targetAnchor: '99' };

test('somebody who is not worked on here is not waited for', () => {
  expect(createAccountBoard().of('1')).toBeUndefined();
});

test('whoever waits learns of the account when it comes', async () => {
  const board = createAccountBoard();
  board.expect('1');
  const waiting = [board.of('1'), board.of('1')];
  board.settle('1', MIRA);
  expect(await Promise.all(waiting)).toEqual([MIRA, MIRA]);
  expect(await board.of('1')).toBe(MIRA);
});

test('whoever waits learns that there is none', async () => {
  const board = createAccountBoard();
  board.expect('1');
  const waiting = board.of('1');
  board.settle('1', null);
  expect(await waiting).toBeNull();
});

test.each([
  { name: 'an account that comes after it was said there is none', first: null, second: MIRA },
  { name: 'none, after there is one', first: MIRA, second: null },
  { name: 'another account', first: MIRA, second: OTHER },
])('only the first word counts, not $name', async ({ first, second }) => {
  const board = createAccountBoard();
  board.expect('1');
  board.settle('1', first);
  board.settle('1', second);
  expect(await board.of('1')).toBe(first);
});

test('to be announced again changes nothing for those who wait', async () => {
  const board = createAccountBoard();
  board.expect('1');
  const waiting = board.of('1');
  board.expect('1');
  board.settle('1', MIRA);
  expect(await waiting).toBe(MIRA);
});

test('somebody nobody announced may settle without harm', () => {
  const board = createAccountBoard();
  board.settle('1', MIRA);
  expect(board.of('1')).toBeUndefined();
});
