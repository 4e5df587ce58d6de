import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const version = '4.0.2';
const tools = ['cmake', 'g++', 'make', 'tar', 'xz', 'python3'];

/** The first tool that is needed for compiling and is not there; undefined when all are. */
export const missingTool = () =>
  tools.find((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined);

/**
 * Installs the client into a folder of its own and compiles it there. Gives its script, or the last thing that was said
 * about why there is none.
 */
export function compileClient(folder) {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { 'aws-lambda-ric': true } }),
  );
  const { status, stdout, stderr, error } = spawnSync(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts=false',
      '--foreground-scripts',
      `aws-lambda-ric@${version}`,
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 540_000, env: compilersOwn() },
  );
  const installed = join(folder, 'node_modules', 'aws-lambda-ric');
  if (existsSync(join(installed, 'rapid-client.node'))) {
    const { version: found } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    return { script: join(installed, 'index.mjs'), version: found };
  }
  return { why: error?.message ?? whyNot(`${stdout}\n${stderr}`) ?? `npm ended with ${status}` };
}

/** `npm run` tells its children where the headers of its own Node are not; node-gyp takes those of the Node that runs it. */
function compilersOwn() {
  const given = Object.entries(process.env).filter(([name]) => !/^npm_(config|lifecycle|package)_/i.test(name));
  return { ...Object.fromEntries(given), npm_config_nodedir: join(process.execPath, '..', '..') };
}

/** The last line that tells of a fault, among all that compilers and npm say. */
function whyNot(said) {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast(
    (line) => /error|fatal|not found/i.test(line) && !/^npm error (code|path|command|A complete log)/.test(line),
  );
}
