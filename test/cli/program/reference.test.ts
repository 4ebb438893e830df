/** docs/cli-reference.md is the command tree, word for word. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../../../cli/program/program';
import { reference } from '../../../cli/program/reference';
import { realWorld } from '../../../cli/world';

test('the document is as the commands are; node test/cli/writeReference.mjs writes it anew', () => {
  const hands = {
    ...realWorld(new AbortController().signal),
    azureToken: () => Promise.reject(new Error('not asked')),
  };
  const program = createProgram({ hands, args: [], ended: () => undefined });
  expect(readFileSync(join(__dirname, '../../../docs/cli-reference.md'), 'utf8')).toBe(reference(program));
});
