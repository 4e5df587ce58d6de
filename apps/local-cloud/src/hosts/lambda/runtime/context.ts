import type { IncomingHttpHeaders } from 'node:http';
import { env } from 'node:process';

/** The second argument of a handler ("AWS Lambda context object in Node.js"). */
export interface Context {
  awsRequestId: string;
  functionName: string | undefined;
  functionVersion: string | undefined;
  /** Megabytes, as text. */
  memoryLimitInMB: string | undefined;
  invokedFunctionArn: string;
  logGroupName: string | undefined;
  logStreamName: string | undefined;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

/** The context of an invocation: what its headers and the environment say. */
export function contextOf(headers: IncomingHttpHeaders): Context {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const text = (name: string): string => String(headers[name] ?? '');
  return {
    awsRequestId: text('lambda-runtime-aws-request-id'),
    invokedFunctionArn: text('lambda-runtime-invoked-function-arn'),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}
