// `npm run calibrate [-- --target-ms 150]`: how costly password hashes may be on this machine. Of the memory sizes that OWASP
// recommends for argon2id (Password Storage Cheat Sheet) it tries each with as many passes as fit into the target.
import { parseArgs } from 'node:util';
import { hash } from '@node-rs/argon2';

/** Memory in KiB, and the fewest passes that are enough with it. */
const choices = [
  { memory: 19_456, fewest: 2 },
  { memory: 47_104, fewest: 1 },
  { memory: 65_536, fewest: 1 },
];
const rounds = 5;

const { values } = parseArgs({ options: { 'target-ms': { type: 'string', default: '150' } } });
const targetMs = Number(values['target-ms']);
if (!(targetMs > 0)) {
  console.error('--target-ms must be a number above 0: milliseconds that one log-in may spend on a hash.');
  process.exit(2);
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

async function millisecondsOf(memoryCost, timeCost) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await hash('a password of usual length', { memoryCost, timeCost, parallelism: 1 });
    times.push(performance.now() - began);
  }
  return median(times);
}

const tried = [];
for (const { memory, fewest } of choices) {
  const onePass = (await millisecondsOf(memory, 3)) / 3;
  const passes = Math.max(fewest, Math.floor(targetMs / onePass));
  tried.push({ memory, passes, ms: Math.round(await millisecondsOf(memory, passes)) });
}
console.table(tried.map(({ memory, passes, ms }) => ({ 'memory (KiB)': memory, passes, 'ms a hash': ms })));
const fitting = tried.filter(({ ms }) => ms <= targetMs * 1.2);
const best = (fitting.length > 0 ? fitting : tried.slice(0, 1)).at(-1);
console.log(`ARGON2_MEMORY_KIB=${best.memory} ARGON2_PASSES=${best.passes}`);
