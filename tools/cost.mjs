// `npm run cost -- --orders-per-month N`: what the shop costs in both clouds, from tools/cost/prices.mjs.
//   --env dev|prod   prod unless given; its own infra/ENV.tfvars is read where there is one
//   --json FILE      writes every line of it, too
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentIn } from './cost/environment.mjs';
import { estimate } from './cost/estimate.mjs';
import { report } from './cost/report.mjs';
import { endWith, Stop } from './deploy/stop.mjs';

const root = join(import.meta.dirname, '..');

await endWith(async () => {
  const { orders, env, json } = asked();
  const found = estimate(root, await environmentIn(root, env), orders);
  console.log(report(found, env));
  if (json !== undefined)
    write(resolve(process.env.INIT_CWD ?? '.', json), `${JSON.stringify({ env, ...found }, null, 2)}\n`);
  return 0;
});

function asked() {
  const options = {
    'orders-per-month': { type: 'string' },
    env: { type: 'string', default: 'prod' },
    json: { type: 'string' },
  };
  const usage = 'Usage: npm run cost -- --orders-per-month N [--env dev|prod] [--json FILE]';
  try {
    const { values } = parseArgs({ options });
    const text = values['orders-per-month'] ?? '';
    if (/^\d{1,12}$/.test(text) && ['dev', 'prod'].includes(values.env)) {
      return { orders: Number(text), env: values.env, json: values.json };
    }
  } catch (error) {
    throw new Stop(`${error.message} ${usage}`, 2);
  }
  throw new Stop(`N is how many orders there are in a month, a whole number. ${usage}`, 2);
}

function write(file, text) {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Stop(`The estimate cannot be written (${error.message}); name a file in a folder that is there.`);
  }
}
