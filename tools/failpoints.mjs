// `npm run failpoints`: kills and freezes the shop at every point; with --list it prints them instead.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listOf } from './failpoints/list.mjs';
import { readPoints } from './failpoints/registry.mjs';
import { runLaboratory } from './failpoints/run.mjs';

const usage = `Usage: npm run failpoints -- [--list] [--json] [--only NAME]...

  --list       prints every point with what lies after and before it
  --json       the list as JSON
  --only NAME  kills and freezes at points whose name begins so; can be given more than once`;

const root = join(import.meta.dirname, '..');

function read() {
  const options = {
    list: { type: 'boolean' },
    json: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean' },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const { list, json, only, help } = read();
if (help) console.log(usage);
else if (list || json) {
  const { points } = readPoints(root);
  console.log(json ? JSON.stringify({ points }, null, 2) : listOf(points));
} else {
  const { points } = readPoints(root);
  const unknown = only?.find((start) => !points.some(({ name }) => name.startsWith(start)));
  if (unknown !== undefined) {
    console.error(`--only must begin like the name of a point; "${unknown}" begins like none (see --list).`);
    process.exit(2);
  }
  process.exit(await runLaboratory(root, only));
}
