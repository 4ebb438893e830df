/** A file out of a spreadsheet, as it is read with and without `--sheet-quirks`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oneByOne } from '../../../cli/files/batches';
import { type FileOptions, openFile, peopleOf } from '../../../cli/send/openFile';
import type { World } from '../../../cli/world';
import { temporaryFolder } from '../../local/support/temporaryFolder';

const folder = temporaryFolder();

const ROWS = ['WorkerID,Nick,Note', '="007",James,#N/A', "'008,Bill\u00a0,x", '009,#N/A,x', '1.2E+11,Alec,x'];
const MAPPING = {
  format: 'muster.mapping/1',
  confirmed: null,
  read: {},
  map: { externalId: '[WorkerID]', nickName: '[Nick]' },
};

async function read(options: Pick<FileOptions, 'sheetQuirks'>) {
  const path = join(folder, 'people.csv');
  await writeFile(path, ROWS.join('\n'));
  await writeFile(`${path}.mapping.json`, JSON.stringify(MAPPING));
  const file = await openFile(path, { hasHeader: true, ...options }, { cwd: folder } as World);
  const people = [];
  for await (const { line, person, faults, cells } of oneByOne(peopleOf(file, file.known)())) {
    people.push({ line, key: person?.key, nick: person?.data.nickName, codes: faults.map(({ code }) => code), cells });
  }
  return people;
}

test('with it values are what they were before, and what is lost is told', async () => {
  expect(await read({ sheetQuirks: true })).toMatchObject([
    { line: 2, key: '007', nick: 'James', codes: [] },
    { line: 3, key: '008', nick: 'Bill', codes: [] },
    { line: 4, key: undefined, codes: ['SheetError'] },
    { line: 5, key: undefined, codes: ['SheetNumber'] },
  ]);
});

test('without it they are taken as they stand', async () => {
  const people = await read({ sheetQuirks: false });
  expect(people.map(({ key }) => key)).toEqual(['="007"', "'008", '009', '1.2E+11']);
});

test('failed rows are written as they stood in the file', async () => {
  const people = await read({ sheetQuirks: true });
  expect(people[1]?.cells).toEqual(["'008", 'Bill\u00a0', 'x']);
});
