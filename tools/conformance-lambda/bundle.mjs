import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const code = `
export const http = async (event, context) => {
  if (event.path === '/error') throw Object.assign(new Error('no stock'), { name: 'OutOfStock' });
  if (event.path === '/end') process.exit(3);
  if (event.path === '/large') return 'x'.repeat(6291600);
  if (event.path === '/late') await new Promise((resolve) => setTimeout(resolve, 60_000));
  const { awsRequestId, functionName, memoryLimitInMB, invokedFunctionArn } = context;
  const left = context.getRemainingTimeInMillis();
  const body = JSON.stringify({ path: event.path, body: event.body, left, awsRequestId, functionName, memoryLimitInMB,
    invokedFunctionArn, trace: process.env._X_AMZN_TRACE_ID, pid: process.pid });
  return { statusCode: 200, body };
};
export const relay = async ({ Records }) => ({
  batchItemFailures: Records.slice(1).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
});
`;

/** A bundle in which everything happens on demand that a function can do. Gives its folder. */
export function ownBundle(folder) {
  const bundle = join(folder, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.mjs'), code);
  return bundle;
}
