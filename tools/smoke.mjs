// `npm run smoke -- URL [--no-order]`: tries out a shop that is deployed. Needs Node alone, no installed packages.
import { parseArgs } from 'node:util';
import { endWith, Stop } from './deploy/stop.mjs';
import { smoke } from './smoke/smoke.mjs';

await endWith(async () => {
  const { url, order } = asked();
  const faults = await smoke(url, { order });
  for (const fault of faults) console.error(`  ${fault}`);
  console.log(`${url}: ${faults.length === 0 ? 'well' : `${faults.length} faults`}.`);
  return faults.length === 0 ? 0 : 1;
});

function asked() {
  try {
    const { values, positionals } = parseArgs({
      options: { 'no-order': { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [url] = positionals;
    if (positionals.length === 1 && URL.canParse(url))
      return { url: url.replace(/\/$/, ''), order: !values['no-order'] };
  } catch {
    // As for an address that is none.
  }
  throw new Stop('Usage: npm run smoke -- https://shop.example [--no-order]', 2);
}
