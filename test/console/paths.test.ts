import { jobOfPath, jobPath, personPath, readablePath } from '../../console/state/paths';

test.each([
  { name: 'a job’s page', path: '/console/jobs/A.1/logs', place: { jobId: 'A.1', page: 'logs' } },
  { name: 'a part of it', path: '/console/jobs/A.1/people/9', place: { jobId: 'A.1', page: 'people' } },
  { name: 'a job alone', path: '/console/jobs/A.1', place: { jobId: 'A.1', page: 'status' } },
  { name: 'no job', path: '/console/doctor', place: undefined },
])('an address of $name says which job it is about', ({ path, place }) => {
  expect(jobOfPath(path)).toEqual(place);
});

test('any id comes back out of its address', () => {
  const id = 'ü/50 %?#';
  expect(jobOfPath(jobPath(id, 'held'))).toEqual({ jobId: id, page: 'held' });
  expect(readablePath(personPath(id, '100%'))).toBe(personPath(id, '100%'));
});

test('an address that nobody can read is one of no page, and not the end of the program', () => {
  expect(readablePath('/console/jobs/%E0%A4%A/status')).toBe('/console/unreadable');
});
