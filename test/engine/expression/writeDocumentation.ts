/** Writes docs/expressions.md anew: node test/engine/expression/writeDocumentation.mjs */
import { writeFileSync } from 'node:fs';
import { expressionDocumentation } from '../../../shared/engine/expression/documentation';

writeFileSync('docs/expressions.md', expressionDocumentation());
