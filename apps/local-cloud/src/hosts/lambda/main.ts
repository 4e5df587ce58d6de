import { readSettings } from '@causeway/runtime/env';
import { untilAskedToEnd } from '../../host-process.js';
import { lambdaHostEnv } from './host-env.js';
import { runService } from './run-service.js';

const env = await readSettings(lambdaHostEnv);
const say = (level: string, msg: string) =>
  console.log(JSON.stringify({ service: env.HOST_SERVICE, host: 'lambda', level, time: Date.now(), msg }));
const given = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));

const running = await runService(env, {
  line: (line) => console.log(line),
  say: (sentence) => say('warn', sentence),
  functionEnv: Object.fromEntries(given),
}).catch((error: unknown) => {
  say('fatal', error instanceof Error ? error.message : String(error));
  process.exit(1);
});
say('info', 'listening');
process.send?.({ type: 'listening', port: running.port });

await untilAskedToEnd();
await running.close();
process.exit(0);
