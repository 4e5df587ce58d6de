import { env, exit } from 'node:process';
import { contextOf } from './runtime/context.js';
import { type ErrorReport, reportOf } from './runtime/error-report.js';
import { loadHandler } from './runtime/load-handler.js';
import { RuntimeClient } from './runtime/runtime-client.js';

// What runs in an execution environment, as Lambda's own runtime for Node does: it loads the function and hands it one event
// after the other. It needs nothing but Node, so that the function's libraries are those of its bundle.
const { AWS_LAMBDA_RUNTIME_API = '', LAMBDA_TASK_ROOT = '', _HANDLER = '' } = env;
const client = new RuntimeClient(AWS_LAMBDA_RUNTIME_API);

/** In one line, as Lambda's own runtime does: what an error says may hold anything. */
const write = (msg: string, report: ErrorReport, requestId?: string) =>
  console.error(JSON.stringify({ level: 'error', time: new Date().toISOString(), requestId, msg, ...report }));

const handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER).catch(async (error: unknown) => {
  const report = reportOf(error);
  write('Init Error', report);
  await client.failInit(report);
  exit(1);
});

for (;;) {
  const { event, headers } = await client.next();
  const context = contextOf(headers);
  // Clients of AWS read it from there and pass it on.
  env._X_AMZN_TRACE_ID = String(headers['lambda-runtime-trace-id']);
  try {
    const result = await handler(JSON.parse(event), context);
    await client.respond(context.awsRequestId, JSON.stringify(result ?? null));
  } catch (error) {
    const report = reportOf(error);
    write('Invoke Error', report, context.awsRequestId);
    await client.fail(context.awsRequestId, report);
  }
}
