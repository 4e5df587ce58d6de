// `npm start`: checks the Node that runs this, brings the build up to date and starts the shop.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const neededNode = 24;

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (Number(process.versions.node.split('.')[0]) < neededNode) {
  stop(
    `Causeway needs Node ${neededNode} and this is ${process.versions.node}: start it with "npm start", which brings its own on Linux and Windows, or install Node ${neededNode}.`,
  );
}
const compiler = `${root}node_modules/typescript/bin/tsc`;
if (!existsSync(compiler)) stop('The packages are not installed; run "npm ci" first.');

const began = performance.now();
process.stdout.write('Building what has changed ... ');
const build = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, encoding: 'utf8' });
if (build.status !== 0) stop(`the build failed:\n${build.stdout}${build.stderr}`);
console.log(`done in ${((performance.now() - began) / 1000).toFixed(1)} s`);

await import('../dist/main.js');
