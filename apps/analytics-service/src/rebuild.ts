import { readSettings } from '@causeway/runtime/env';
import { rebuild, rebuildSettings } from './app.module.js';

/** Builds the projection anew while the service runs: `npm run rebuild`, or this file with the service's environment. */
process.exitCode = await rebuild(await readSettings(rebuildSettings), (line) => console.log(line));
