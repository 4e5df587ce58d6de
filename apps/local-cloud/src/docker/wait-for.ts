import { setTimeout as pause } from 'node:timers/promises';

/**
 * `wait-for URL...`: ends with 0 once every URL has answered well, and with 1 when one did not within three minutes. It is the
 * health check of an image that has no program to ask with.
 */
const until = Date.now() + 180_000;
const isWell = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

for (const url of process.argv.slice(2)) {
  while (!(await isWell(url))) {
    if (Date.now() > until) {
      console.error(`${url} did not answer well within three minutes; its container's log says why.`);
      process.exit(1);
    }
    await pause(500);
  }
  console.log(`${url} answers.`);
}
