// Part of `npm run lint`: whether what is installed is what was chosen; docs/supply-chain.md says what is looked at.
import { join } from 'node:path';
import * as allowed from './supply-chain/allowed-licences.mjs';
import { checkSupplyChain } from './supply-chain/check.mjs';

const { faults, manifests, packages, workflows } = checkSupplyChain(join(import.meta.dirname, '..'), allowed);

for (const fault of faults) console.error(`  ${fault}`);
console.log(
  `Supply chain: ${manifests} package.json, ${packages} locked packages and ${workflows} files of .github checked, ${faults.length} faults.`,
);
process.exit(faults.length === 0 ? 0 : 1);
