// `npm run deploy -- --env dev`: deploys the shop to both clouds; docs/deployment.md says what it needs.
//   --cloud aws|azure   the code of one cloud alone, into an environment that is there
//   --plan              shows what would change, and changes nothing
//   --yes               does not ask
import { join } from 'node:path';
import { deploy } from './deploy/deploy.mjs';
import { confirm } from './deploy/questions.mjs';
import { endWith } from './deploy/stop.mjs';
import { smoke } from './smoke/smoke.mjs';

const root = join(import.meta.dirname, '..');
await endWith(() => deploy(root, process.argv.slice(2), { say: console.log, confirm, smoke }));
