// Before the suites of this project: the benchmark and the shop it measures run what is built.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export default function build() {
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed, so there is nothing to measure:\n${stdout}${stderr}`);
}
