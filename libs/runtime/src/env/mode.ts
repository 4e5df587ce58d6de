import { type Given, type Mode, modes } from './rule.js';

/** What clouds set for the processes they run. */
const marksOfClouds = [
  'AWS_LAMBDA_FUNCTION_NAME',
  'ECS_CONTAINER_METADATA_URI_V4',
  'FUNCTIONS_WORKER_RUNTIME',
  'WEBSITE_SITE_NAME',
  'CONTAINER_APP_NAME',
];

/**
 * `CAUSEWAY_MODE`, which is `local` unless it is said; but it has to be said where others can reach the process, so that
 * nothing runs by local rules in a cloud because somebody forgot it.
 */
export function modeOf(given: Given): { mode: Mode } | { fault: string } {
  const said = given.CAUSEWAY_MODE;
  const mode = modes.find((one) => one === (said ?? 'local'));
  if (mode === undefined) return { fault: `must be one of ${modes.join(', ')}` };
  if (said !== undefined) return { mode };
  const mark = marksOfClouds.find((name) => given[name] !== undefined);
  if (mark !== undefined) return { fault: `must be set where a cloud runs the process (${mark} is set)` };
  if (!isLoopback(given.HOST ?? 'localhost')) return { fault: 'must be set where HOST lets others reach the process' };
  return { mode };
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
