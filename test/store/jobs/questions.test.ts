import { createQuestionStore } from '../../../shared/store/jobs/questions';
import { createMemoryStorage } from '../../../shared/store/memory/memoryStorage';
import { fakeClock } from '../../support/world';

const JOB = 'API2AD.job';

test('a question that nobody fetched is removed by its age, to the millisecond', async () => {
  const table = createMemoryStorage({ clock: fakeClock() }).table('jobs');
  await table.ensure();
  const questions = createQuestionStore(table);
  await questions.ask(JOB, 'old', { kind: 'discover' }, 999);
  await questions.ask(JOB, 'just', { kind: 'discover' }, 1_000);
  await questions.removeOlder(JOB, 1_000);
  expect((await questions.open(JOB)).map(({ id }) => id)).toEqual(['just']);
});
