// Measures the built emulator: `npm run bench`, with --quick for a few seconds' run; prints Markdown or, with --json, JSON.
import { parseArgs } from 'node:util';
import { measureFootprint, measureNode } from './footprint.ts';
import { machine, markdown, type Report } from './report.ts';
import { measureTraffic } from './traffic.ts';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, markdown: { type: 'boolean' } },
});

if (flags.json && flags.markdown) throw new Error('Choose --json or --markdown.');

const rounds = flags.quick ? 1 : 7;
const starts = flags.quick ? 1 : 9;
const messages = flags.quick ? 1000 : 10_000;

const report: Report = {
  machine: machine(),
  rounds,
  messages,
  traffic: await measureTraffic(rounds, flags.quick ? 100 : 1000),
  node: await measureNode(starts),
  footprint: await measureFootprint(starts, messages),
};
process.stdout.write(flags.json ? `${JSON.stringify(report, undefined, 2)}\n` : markdown(report));
