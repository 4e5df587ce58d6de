// `npm run lint`'s second half: the house's import rules over every source file and over the project graph, and whether
// a failpoint stands behind everything that becomes durable.
import { join } from 'node:path';
import { readPoints } from './failpoints/registry.mjs';
import { checkFiles } from './house/check-files.mjs';
import { checkGraph } from './house/check-graph.mjs';

const root = join(import.meta.dirname, '..');
const files = checkFiles(root);
const graph = checkGraph(root);
const points = readPoints(root);
const faults = [...files.faults, ...graph.faults, ...points.faults];

for (const fault of faults) console.error(`  ${fault}`);
if (points.points.length === 0) faults.push('no failpoint was found: the check would check nothing');
if (files.seen === 0) faults.push('no import was found: the rules would check nothing');
console.log(
  `House rules: ${files.seen} imports and ${graph.edges} edges of the project graph and ${points.points.length} failpoints checked, ${faults.length} faults.`,
);
process.exit(faults.length === 0 ? 0 : 1);
