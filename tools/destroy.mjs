// `npm run destroy -- --env dev`: takes an environment away in both clouds, and looks for what is left over.
//   --yes   does not ask for its name
import { join } from 'node:path';
import { destroy } from './deploy/destroy.mjs';
import { read } from './deploy/questions.mjs';
import { endWith } from './deploy/stop.mjs';

const root = join(import.meta.dirname, '..');
await endWith(() => destroy(root, process.argv.slice(2), { say: console.log, read }));
