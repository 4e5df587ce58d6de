// `npm run conformance:lambda [-- --bundle DIR]`: runs a bundle under AWS's own runtime interface client, `aws-lambda-ric`,
// against the Lambda host of the local cloud. It is compiled into a temporary folder, and never a part of `npm ci`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ownBundle } from './conformance-lambda/bundle.mjs';
import { checksOfOwn } from './conformance-lambda/checks.mjs';
import { checksOfService } from './conformance-lambda/checks-of-service.mjs';
import { compileClient, missingTool } from './conformance-lambda/client.mjs';

const { bundle } = (() => {
  try {
    return parseArgs({ options: { bundle: { type: 'string' } } }).values;
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
})();

const missing = missingTool();
if (missing !== undefined) {
  console.log(`SKIPPED: aws-lambda-ric is compiled when it is installed, and ${missing} is not there.`);
  process.exit(0);
}

const built = bundle ?? join(import.meta.dirname, '..', 'dist', 'cloud', 'order-service');
const folder = mkdtempSync(join(tmpdir(), 'causeway-ric-'));
let failed = 0;
try {
  const client = compileClient(folder);
  if (client.script === undefined) console.log(`SKIPPED: aws-lambda-ric could not be compiled: ${client.why}`);
  else await tryAll(client);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);

async function tryAll({ script, version }) {
  console.log(`aws-lambda-ric ${version}, Node ${process.versions.node}`);
  const checks = checksOfOwn([script], ownBundle(folder));
  if (existsSync(join(built, 'index.mjs'))) checks.push(...(await checksOfService([script], resolve(built), folder)));
  else console.log(`SKIPPED: there is no bundle in ${built}; "npm run build:cloud" makes it.`);
  for (const { name, run } of checks) {
    try {
      await run();
      console.log(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}: ${error.message}`);
    }
  }
}
