import { readOptions } from '../options.js';
import { runServiceProgram } from '../service-program.js';

/** `npm run rebuild`: builds the projection of the shop that runs at that port anew. Returns the exit code. */
export const rebuild = async (argv: string[]): Promise<number> =>
  runServiceProgram('analytics-service', 'rebuild.js', readOptions(argv));
