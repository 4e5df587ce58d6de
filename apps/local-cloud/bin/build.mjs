// What every command of the shop does first: checks the Node that runs it and brings the build up to date.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const neededNode = 24;

function stop(sentence, exitCode = 1) {
  console.error(sentence);
  process.exit(exitCode);
}

/** @param told where the progress is written; a command whose output is data says standard error */
export function build(told = process.stdout) {
  if (Number(process.versions.node.split('.')[0]) < neededNode) {
    stop(
      `Causeway needs Node ${neededNode} and this is ${process.versions.node}: use the "npm" commands, which bring their own on Linux and Windows, or install Node ${neededNode}.`,
    );
  }
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  if (!existsSync(compiler)) stop('The packages are not installed; run "npm ci" first.');
  const began = performance.now();
  told.write('Building what has changed ... ');
  const built = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) stop(`the build failed:\n${built.stdout}${built.stderr}`);
  told.write(`done in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

/**
 * Runs a command that answers its exit code, and ends with it; an error is one sentence, and 2 when the command line is
 * wrong. What a client of a store that does not answer would still wait for keeps nobody waiting.
 */
export async function run(command, typed = process.argv.slice(2)) {
  try {
    const exitCode = await command(typed);
    for (const stream of [process.stdout, process.stderr]) await new Promise((said) => stream.write('', said));
    process.exit(exitCode);
  } catch (error) {
    // Commander has told it already; asking for help is no mistake.
    if (error?.name === 'CommanderError') process.exit(error.exitCode === 0 ? 0 : 2);
    const { isMisuse } = await import('../dist/misuse.js');
    stop(error instanceof Error ? error.message : String(error), isMisuse(error) ? 2 : 1);
  }
}
