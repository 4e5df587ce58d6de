// `npm run conformance:functions`: runs function apps under Microsoft's own Node worker, spoken to as its host does, and
// compares what it answers with what the local cloud's worker answers to the same calls.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { callOf, isHttp } from './functions/calls.mjs';
import { scriptIn, startMicrosoftsWorker } from './functions/microsofts-worker.mjs';
import { startOwnWorker } from './functions/own-worker.mjs';
import { difference } from './functions/same-answer.mjs';

const usage = `Usage: npm run conformance:functions -- [--worker DIR] [--node FILE] [--bundle DIR]... [--path PATH] [--env-file FILE]

  --worker DIR     Microsoft's Node worker: the folder workers/node of a Functions installation; FUNCTIONS_WORKER_DIR without
  --node FILE      the Node that runs it, for workers that refuse this one; FUNCTIONS_WORKER_NODE without
  --bundle DIR     a function app; without, all that dist/cloud/ has
  --path PATH      what its HTTP functions are asked for (default /health/live)
  --env-file FILE  the settings of the apps`;

const root = join(import.meta.dirname, '..');

function options() {
  const text = { type: 'string' };
  try {
    const bundle = { ...text, multiple: true };
    return parseArgs({ options: { worker: text, node: text, bundle, path: text, 'env-file': text } }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const given = options();
const folder = given.worker ?? process.env.FUNCTIONS_WORKER_DIR ?? '';
const node = given.node ?? process.env.FUNCTIONS_WORKER_NODE ?? process.execPath;
const path = given.path ?? '/health/live';
if (folder === '') {
  console.log(
    "SKIPPED: no folder of Microsoft's Node worker was given; set FUNCTIONS_WORKER_DIR, or give --worker DIR.",
  );
  process.exit(0);
}
if (scriptIn(resolve(folder)) === undefined) {
  console.error(`${folder} has no dist/src/nodejsWorker.js: give the folder workers/node of a Functions installation.`);
  process.exit(2);
}

const settings = given['env-file'] === undefined ? {} : parseEnv(readFileSync(given['env-file'], 'utf8'));
const counts = { passed: 0, failed: 0 };

function check(what, fault) {
  counts[fault === undefined ? 'passed' : 'failed'] += 1;
  console.log(fault === undefined ? `  passed  ${what}` : `  FAILED  ${what}: ${fault}`);
}

/** What a message of the worker says went wrong. */
const faultIn = ({ result }) =>
  result?.status === 'Success' ? undefined : (result?.exception?.message ?? `the status is ${result?.status}`);

/**
 * One app under Microsoft's worker: started, its functions told and loaded, each called.
 *
 * @param own the local cloud's worker with the same app, where both are to answer alike
 */
async function underMicrosofts(appDirectory, environment, own) {
  const worker = await startMicrosoftsWorker({ folder: resolve(folder), appDirectory, node, env: environment });
  try {
    const init = await worker.init();
    const { workerVersion, runtimeVersion } = init.workerMetadata ?? {};
    check(`worker ${workerVersion} starts under Node ${runtimeVersion}`, faultIn(init));
    const metadata = await worker.metadata();
    check('the app is loaded', faultIn(metadata));
    const functions = metadata.functionMetadataResults ?? [];
    const none = functions.length > 0 ? undefined : `it registers none; ${worker.complaint()}`;
    check(`it has ${functions.map(({ name }) => name).join(', ') || 'functions'}`, none);
    for (const fn of functions) check(`${fn.name} is loaded`, faultIn(await worker.load(fn)));
    for (const fn of functions) await compare(worker, fn, own);
  } finally {
    const code = await worker.stop();
    check('it ends when it is told to', code === 0 ? undefined : `with code ${code}`);
  }
}

async function compare(worker, fn, own) {
  const request = callOf(fn, path);
  if (request === undefined) return check(`${fn.name} is called`, 'there is no call for its trigger');
  const theirs = await worker.invoke(request);
  if (own !== undefined) {
    return check(`${fn.name} is answered alike by both workers`, difference(theirs, await own.invoke(request)));
  }
  const status = theirs.returnValue?.http?.statusCode;
  // A message that no broker has locked cannot be settled: that a function says so is an answer.
  if (!isHttp(fn)) return check(`${fn.name} answers (${faultIn(theirs) ?? 'success'})`);
  check(`${fn.name} answers ${path}`, faultIn(theirs) ?? (status === '200' ? undefined : `with status ${status}`));
}

const environment = {
  ...process.env,
  ...settings,
  FUNCTIONS_WORKER_RUNTIME: 'node',
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
};
const cloud = join(root, 'dist', 'cloud');
const built = existsSync(cloud) ? readdirSync(cloud).map((name) => join(cloud, name)) : [];
const bundles = given.bundle?.map((one) => resolve(one)) ?? built.filter((one) => existsSync(join(one, 'host.json')));

try {
  const appDirectory = join(import.meta.dirname, 'functions', 'app');
  console.log('The app of this check, under both workers:');
  const own = await startOwnWorker({ appDirectory, env: environment });
  await underMicrosofts(appDirectory, environment, own);
  await own.stop();
  if (bundles.length === 0) console.log('SKIPPED: dist/cloud/ has no function app; `npm run build:cloud` makes them.');
  for (const bundle of bundles) {
    console.log(`${bundle}:`);
    await underMicrosofts(bundle, environment);
  }
} catch (error) {
  check('the check runs to its end', error.message);
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
