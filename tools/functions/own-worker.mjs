// The local cloud's worker process, given the same calls.
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const script = join(
  import.meta.dirname,
  '..',
  '..',
  'apps',
  'local-cloud',
  'dist',
  'hosts',
  'functions',
  'worker',
  'main.js',
);

/** @throws Error with one sentence when it is not built, or cannot load the app */
export async function startOwnWorker({ appDirectory, env }) {
  if (!existsSync(script)) throw new Error('The local cloud is not built: run `npx tsc -b` first.');
  const child = fork(script, {
    cwd: appDirectory,
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const first = (isIt) =>
    new Promise((resolve, reject) => {
      const hear = (message) => {
        if (message.type === 'functions.unloadable') reject(new Error(message.exception.message));
        if (!isIt(message)) return;
        child.off('message', hear);
        resolve(message);
      };
      child.on('message', hear);
      child.once('exit', (code) => reject(new Error(`The local cloud's worker ended with code ${code}.`)));
    });
  const loaded = first(({ type }) => type === 'functions.loaded');
  child.send({ type: 'functions.load', appDirectory, hostVersion: '4.1045.200' });
  const { functions } = await loaded;
  return {
    functions,
    invoke: async (request) => {
      const answered = first(
        ({ invocationId, type }) => invocationId === request.invocationId && type !== 'functions.log',
      );
      child.send({ type: 'functions.invoke', request });
      const { response, exception } = await answered;
      return exception === undefined
        ? { ...response, result: { status: 'Success' } }
        : { result: { status: 'Failure', exception } };
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.send({ type: 'functions.terminate' });
      }),
  };
}
