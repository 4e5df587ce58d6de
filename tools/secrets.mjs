// A part of `npm run lint`: no file of the repository holds a secret.
import { join } from 'node:path';
import { checkSecrets } from './secrets/check-secrets.mjs';

const { faults, seen, excused } = checkSecrets(join(import.meta.dirname, '..'));
for (const fault of faults) console.error(`  ${fault}`);
console.log(`Secrets: ${seen} files searched, ${excused.length} allowed literals, ${faults.length} faults.`);
process.exit(seen > 0 && faults.length === 0 ? 0 : 1);
