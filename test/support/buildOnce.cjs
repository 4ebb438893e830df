/** Jest's global set-up of the slow suites: builds what `npm start` runs, once, so that suites can start it side by side. */
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

module.exports = async () => {
  execFileSync(process.execPath, ['build.mjs', '--quiet'], { cwd: join(__dirname, '../..'), stdio: 'inherit' });
};
