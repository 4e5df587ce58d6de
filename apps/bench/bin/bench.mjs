// `npm run bench`: checks the Node that runs this, brings the build up to date and measures.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const cwd = fileURLToPath(new URL('../../../', import.meta.url));

function stop(sentence, code = 1) {
  console.error(sentence);
  process.exit(code);
}

if (Number(process.versions.node.split('.')[0]) < 24) {
  stop(`Causeway needs Node 24 and this is ${process.versions.node}: use "npm run bench", which brings its own.`);
}
if (!existsSync(compiler)) stop('The packages are not installed; run "npm ci" first.');
const built = spawnSync(process.execPath, [compiler, '-b'], { cwd, encoding: 'utf8' });
if (built.status !== 0) stop(`the build failed:\n${built.stdout}${built.stderr}`);

const { bench } = await import('../dist/main.js');
try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  stop(error instanceof Error ? error.message : String(error));
}
