import { readSettings } from '@causeway/runtime/env';
import { adminSettings, createAdministrator } from './admin.module.js';

/** Opens the first administrator's account: `npm run admin`, or this file with the service's environment. */
process.exitCode = await createAdministrator(await readSettings(adminSettings), process.argv.slice(2), (line) =>
  console.log(line),
);
