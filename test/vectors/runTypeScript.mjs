/** Runs a TypeScript program, bundled for the occasion; nothing is written. */
import { createRequire } from 'node:module';
import { build } from 'esbuild';

export async function runTypeScript(entryPoint) {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  const program = new Function('require', 'module', 'exports', '__filename', outputFiles[0].text);
  const module = { exports: {} };
  program(createRequire(entryPoint), module, module.exports, entryPoint);
}
