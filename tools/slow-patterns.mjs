// Part of `npm run lint`: whether somebody could stop a process by a text that a regular expression takes too long for.
import { join } from 'node:path';
import { findPatterns } from './patterns/find-patterns.mjs';
import { judge } from './patterns/judge.mjs';
import { remembered } from './patterns/remembered.mjs';
import { reviewed } from './patterns/reviewed-patterns.mjs';
import { slowPatterns } from './patterns/slow-patterns.mjs';

const root = join(import.meta.dirname, '..');
const patterns = findPatterns(root);
const verdicts = remembered(judge, join(root, 'tools', 'patterns', 'verdicts.json'));
const faults = await slowPatterns(patterns, reviewed, verdicts.judge);
await verdicts.keep();
if (patterns.length === 0) faults.push('no regular expression was found: the check would check nothing.');

for (const fault of faults) console.error(`  ${fault}`);
console.log(`Patterns: ${patterns.length} regular expressions checked, ${faults.length} faults.`);
process.exit(faults.length === 0 ? 0 : 1);
