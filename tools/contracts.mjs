// `npm run contracts`: refuses what breaks clients and consumers of the newest tag `v*`, or of docs/api/baseline without one,
// and lets that version's consumers read today's events.
//   --accept REASON   takes today's documents as the baseline, for as long as nothing is tagged, and notes why
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brokenEvents } from './contracts/asyncapi-changes.mjs';
import { runTaggedConsumers } from './contracts/consumers.mjs';
import { baselineOf, newestTag, root, textOf, todaysDocuments } from './contracts/documents.mjs';
import { brokenRoutes } from './contracts/openapi-changes.mjs';
import { samplesOf } from './contracts/samples.mjs';

const usage = (sentence) => {
  console.error(sentence);
  process.exit(2);
};
const { accept } = (() => {
  try {
    return parseArgs({ options: { accept: { type: 'string' } } }).values;
  } catch (error) {
    return usage(error.message);
  }
})();
const today = await todaysDocuments();
if (accept !== undefined) acceptBaseline(accept.trim());

const baseline = baselineOf();
const broken = [...brokenRoutes(baseline.openapi, today.openapi), ...brokenEvents(baseline.asyncapi, today.asyncapi)];
for (const sentence of broken) console.error(`  ${sentence}`);
console.log(`Contracts: ${broken.length} breaking changes since ${baseline.source}.`);

const consumers = runTaggedConsumers(samplesOf(today.asyncapi));
if ('skipped' in consumers) console.log(`Tagged consumers: SKIPPED, ${consumers.skipped}`);
else {
  for (const sentence of consumers.failures) console.error(`  ${sentence}`);
  console.log(
    `Tagged consumers: those of ${consumers.tag} read ${consumers.read} events of today, ${consumers.failures.length} failures.`,
  );
}
if (broken.length > 0)
  console.error('Keep what there was, and add beside it: a new field, route, or version of the event.');
process.exit(broken.length + (consumers.failures?.length ?? 0) === 0 ? 0 : 1);

function acceptBaseline(reason) {
  const tag = newestTag();
  if (tag !== undefined) usage(`${tag} is tagged: what it promised is the baseline and cannot be replaced.`);
  if (reason.length < 10) usage('--accept wants a reason of a few words.');
  const folder = join(root, 'docs', 'api', 'baseline');
  for (const kind of ['openapi', 'asyncapi']) writeFileSync(join(folder, `${kind}.json`), textOf(today[kind]));
  appendFileSync(join(folder, 'README.md'), `- ${new Date().toISOString().slice(0, 10)}: ${reason}\n`);
  console.log('Today is the baseline.');
}
