/** Writes test/numbers/numbers.txt anew: node test/numbers/writeNumbers.mjs */
import { writeFileSync } from 'node:fs';
import { readSourceTree } from '../support/sourceTree';
import { namedNumbers, WHERE } from './numbers';

writeFileSync('test/numbers/numbers.txt', `${namedNumbers(readSourceTree('.', WHERE)).join('\n')}\n`);
