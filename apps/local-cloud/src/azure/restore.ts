import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBlob } from '@causeway/engines';
import { lockData } from '../data-lock.js';
import { readOptions } from '../options.js';
import { portsFrom } from '../ports.js';
import { runServiceProgram } from '../service-program.js';

const parts = { ledger: ['payment-service'], projection: ['analytics-service'] } as const;
const known = ['ledger', 'projection', 'all'] as const;

/**
 * `npm run restore -- --at INSTANT [--what ledger|projection|all]`: brings the data of a shop that stands still back to an
 * instant, out of the archive in blob storage.
 *
 * @returns the exit code: 0 when all is there, 1 when something could not be restored, 2 when nothing was tried
 */
export async function restore(argv: string[]): Promise<number> {
  const options = { at: { type: 'string' }, what: { type: 'string', default: 'all' } } as const;
  const { values, tokens } = parseArgs({ args: argv, options, strict: false, tokens: true });
  const ours = new Set(tokens.filter((one) => one.kind === 'option' && one.name in options).map(({ index }) => index));
  const rest = argv.filter((_, index) => !ours.has(index) && !(ours.has(index - 1) && !argv[index - 1]?.includes('=')));
  const what = known.find((one) => one === values.what);
  if (what === undefined) return refuse(`--what is ${known.join(', ')}, and not ${values.what}.`);
  if (typeof values.at !== 'string')
    return refuse('--at is missing: the instant to go back to, such as 2026-11-21T09:00:00Z.');
  const { port, dataDir } = readOptions(rest);
  const lock = lockData(dataDir, { url: `http://localhost:${port}`, fresh: false });
  try {
    return await fromArchive(what, values.at, { port, dataDir });
  } finally {
    lock.release();
  }
}

async function fromArchive(what: (typeof known)[number], at: string, place: { port: number; dataDir: string }) {
  const storage = await startBlob({ port: portsFrom(place.port).blob, dataDir: join(place.dataDir, 'blob') });
  try {
    const services = what === 'all' ? [...parts.ledger, ...parts.projection] : parts[what];
    let worst = 0;
    for (const service of services)
      worst = Math.max(worst, await runServiceProgram(service, 'restore.js', place, ['--at', at]));
    return worst;
  } finally {
    await storage.stop();
  }
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 2;
}
