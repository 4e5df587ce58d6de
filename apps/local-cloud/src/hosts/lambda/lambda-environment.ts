import { randomUUID } from 'node:crypto';
import { type FunctionSettings, version } from './function-settings.js';

/** What only this host is told, and no function. */
const hostsOwn = ['HOST_SERVICE', 'HOST_SCHEDULE_MS', 'HOST_DATA_DIR', 'CLOUD_BUNDLE'];

/**
 * The environment of a function's process: its own variables and those that Lambda defines ("Defined runtime environment
 * variables"). `address` is that of its Runtime API.
 */
export function lambdaEnvironment(settings: FunctionSettings, address: string): NodeJS.ProcessEnv {
  const { name, handler, folder, memory, region, env } = settings;
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    ...Object.fromEntries(Object.entries(env).filter(([key]) => !hostsOwn.includes(key))),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[${version}]${randomUUID().replaceAll('-', '')}`,
    AWS_LAMBDA_RUNTIME_API: address,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
