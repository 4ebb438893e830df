/** Writes docs/settings.md anew: node test/settings/writeDocumentation.mjs */
import { writeFileSync } from 'node:fs';
import { settingsDocumentation } from '../../shared/settings/documentation';

writeFileSync('docs/settings.md', settingsDocumentation());
