/** Jest's transform: types away, modules to CommonJS, nothing else. Type errors are `npm run check`'s business. */
const { transformSync } = require('esbuild');

module.exports = {
  process(source, path) {
    const { code, map } = transformSync(source, {
      loader: /\.tsx?$/.exec(path)?.[0].slice(1) ?? 'js',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      format: 'cjs',
      target: 'node20',
      supported: { 'dynamic-import': false }, // jest's own registry takes the place of a lazy import
      sourcefile: path,
      sourcemap: 'external',
    });
    return { code, map };
  },
};
