import { readSettings } from '@causeway/runtime/env';
import { restore, restoreSettings } from './archive.module.js';

/** Payments and ledger from the archive into an empty database: `npm run restore`, or this file with the service's environment. */
process.exitCode = await restore(await readSettings(restoreSettings), process.argv.slice(2), (line) =>
  console.log(line),
);
