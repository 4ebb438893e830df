import { checkQueueName, checkTableName } from '../../../shared/store/contract/limits';

/** The contract suites try the limits of rows and messages, on the twin and on the emulator; here are those of names. */
describe('names', () => {
  test.each(['jobs', 'provisioninglogs', 'A1b', 'x'.repeat(63)])('%s is a table', (name) => {
    expect(() => checkTableName(name)).not.toThrow();
  });

  test.each(['', 'ab', '1ab', 'a-b', 'a_b', 'tables', 'x'.repeat(64), 'jöbs'])('%j is not a table', (name) => {
    expect(() => checkTableName(name)).toThrow(RangeError);
  });

  test.each(['work', 'work-poison', 'a1b', '1-2-3', 'x'.repeat(63)])('%s is a queue', (name) => {
    expect(() => checkQueueName(name)).not.toThrow();
  });

  test.each(['', 'ab', 'Work', 'a--b', '-ab', 'ab-', 'a_b', 'x'.repeat(64)])('%j is not a queue', (name) => {
    expect(() => checkQueueName(name)).toThrow(RangeError);
  });
});
