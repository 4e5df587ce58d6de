// `npm run lint`'s second half: the house's import rules over every source file and over the project graph.
import { join } from 'node:path';
import { checkFiles } from './house/check-files.mjs';
import { checkGraph } from './house/check-graph.mjs';

const root = join(import.meta.dirname, '..');
const files = checkFiles(root);
const graph = checkGraph(root);
const faults = [...files.faults, ...graph.faults];

for (const fault of faults) console.error(`  ${fault}`);
if (files.seen === 0) faults.push('no import was found: the rules would check nothing');
console.log(
  `House rules: ${files.seen} imports and ${graph.edges} edges of the project graph checked, ${faults.length} faults.`,
);
process.exit(faults.length === 0 ? 0 : 1);
