import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { apiKey, clientOf } from './started.js';

const script = join(import.meta.dirname, '..', 'bundle', 'for-tests', 'server.mjs');

/** Makes the file that `forked` runs. The bundler's binding does not work inside jest's context: it runs outside. */
export async function bundleSandbox(): Promise<void> {
  const bundler = join(createRequire(import.meta.url).resolve('rolldown/package.json'), '..', 'bin', 'cli.mjs');
  const config = join(import.meta.dirname, 'rolldown.config.mjs');
  await promisify(execFile)(process.execPath, [bundler, '--config', config]);
}

/** The sandbox as a process of its own. */
export async function forked(dataFile: string, env: Record<string, string> = {}) {
  const child = fork(script, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: {
      PORT: '0',
      LOG_LEVEL: 'fatal',
      SANDBOX_API_KEY: apiKey,
      SANDBOX_DATA_FILE: dataFile,
      SANDBOX_SLOW_SETTLE_MS: '300',
      ...env,
    },
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString('utf8');
  });
  const exited = once(child, 'exit');
  const port = await Promise.race([
    listening(child),
    exited.then(([code]) => Promise.reject(new Error(`the sandbox ended with ${code} instead of listening`))),
  ]);
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    stripe: clientOf(port),
    /** What it has written to standard error. */
    said: () => said,
    /** Resolves to the exit code, or to the signal that ended it. */
    ended: exited.then(([code, signal]) => code ?? signal),
    end: async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await exited;
    },
  };
}

async function listening(child: ChildProcess): Promise<number> {
  const [message] = await once(child, 'message');
  return Number(message.port);
}
