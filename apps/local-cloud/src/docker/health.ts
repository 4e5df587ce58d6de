import { doorEnv, readEnvOrEnd } from '@causeway/runtime/env';
import { healthEnv } from './health-env.js';

/** What an image's health check runs: ends with 0 when every door of this container answers that it is ready. */
const { PORT, HEALTH_URLS } = readEnvOrEnd(healthEnv.extend({ PORT: doorEnv.shape.PORT }));
const urls = HEALTH_URLS.length > 0 ? HEALTH_URLS : [`http://127.0.0.1:${PORT}/health/ready`];

const isReady = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
const answers = await Promise.all(urls.map((url) => isReady(url).catch(() => false)));
process.exit(answers.every(Boolean) ? 0 : 1);
