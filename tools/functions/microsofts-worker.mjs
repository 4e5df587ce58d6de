// Microsoft's Node worker as a process of its own, spoken to as its host does: over gRPC, the worker calling.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const withinMs = 60_000;
const mostBytes = 128 * 1024 * 1024;

const definition = loadSync(join(import.meta.dirname, 'rpc.proto'), {
  enums: String,
  longs: Number,
  defaults: false,
});
const { FunctionRpc } = loadPackageDefinition(definition).AzureFunctionsRpcMessages;

/** The script of the worker in this folder; undefined: there is none. */
export function scriptIn(folder) {
  const script = join(folder, 'dist', 'src', 'nodejsWorker.js');
  return existsSync(script) ? script : undefined;
}

/**
 * Starts the worker with an app. Gives what it answers to the app's load, `invoke`, and `stop`, which tells its exit code.
 *
 * @throws Error with one sentence when it ends, or says nothing for a minute
 */
export async function startMicrosoftsWorker({ folder, appDirectory, node = process.execPath, env }) {
  const server = new Server({ 'grpc.max_receive_message_length': mostBytes });
  const connected = Promise.withResolvers();
  const waiting = new Map();
  server.addService(FunctionRpc.service, {
    EventStream: (stream) => {
      stream.on('error', () => undefined);
      stream.on('data', (message) => {
        if (message.startStream !== undefined) connected.resolve(stream);
        else waiting.get(message.requestId)?.(message);
      });
    },
  });
  const port = await new Promise((resolve, reject) => {
    const listening = (error, bound) => (error === null ? resolve(bound) : reject(error));
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), listening);
  });

  const [workerId, requestId] = [randomUUID(), randomUUID()];
  const args = {
    'functions-uri': `http://127.0.0.1:${port}`,
    'functions-worker-id': workerId,
    'functions-request-id': requestId,
    'functions-grpc-max-message-length': mostBytes,
    // What hosts before 4.15 said.
    host: '127.0.0.1',
    port,
    workerId,
    requestId,
    grpcMaxMessageLength: mostBytes,
  };
  const flags = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(node, [scriptIn(folder), ...flags], {
    env,
    cwd: appDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (said += text));
  const ended = once(child, 'exit').then(([code]) => code);
  const unexpected = ended.then((code) => {
    throw new Error(`Microsoft's worker ended with code ${code}: ${said.trim().split('\n').slice(-12).join('\n')}`);
  });
  unexpected.catch(() => undefined);

  const inTime = (what, promise) => {
    let timer;
    const late = new Promise((_, reject) => {
      const sentence = `Microsoft's worker did not ${what} within ${withinMs / 1000} s.`;
      timer = setTimeout(() => reject(new Error(sentence)), withinMs);
    });
    return Promise.race([promise, unexpected, late]).finally(() => clearTimeout(timer));
  };
  const stream = await inTime('connect', connected.promise);
  const ask = (name, content, answer) => {
    const id = randomUUID();
    const answered = new Promise((resolve) =>
      waiting.set(id, (message) => message[answer] && resolve(message[answer])),
    );
    stream.write({ requestId: id, [name]: content });
    return inTime(`answer ${name}`, answered);
  };

  return {
    /** The line in which it or the app says what went wrong, otherwise its last one. */
    complaint: () => {
      const lines = said
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('LanguageWorkerConsoleLog'));
      return lines.find((line) => line.includes('Error') && line.includes(': ')) ?? lines.at(-1);
    },
    init: () =>
      ask(
        'workerInitRequest',
        { hostVersion: '4.1045.200', functionAppDirectory: appDirectory, workerDirectory: folder },
        'workerInitResponse',
      ),
    metadata: () => ask('functionsMetadataRequest', { functionAppDirectory: appDirectory }, 'functionMetadataResponse'),
    load: (fn) => ask('functionLoadRequest', { functionId: fn.functionId, metadata: fn }, 'functionLoadResponse'),
    invoke: (request) => ask('invocationRequest', request, 'invocationResponse'),
    stop: async () => {
      if (child.exitCode === null)
        stream.write({ requestId: randomUUID(), workerTerminate: { gracePeriod: { seconds: 5 } } });
      const insist = setTimeout(() => child.kill('SIGKILL'), 5000);
      const code = await ended;
      clearTimeout(insist);
      server.forceShutdown();
      return code;
    },
  };
}
