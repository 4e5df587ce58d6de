import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { AppWorker } from '../hosts/functions/app-worker.js';
import { httpAnswerOf } from '../hosts/functions/http/http-answer.js';
import { httpFunctionsIn, httpOutputsOf } from '../hosts/functions/http/http-functions.js';
import { Invocations } from '../hosts/functions/invocations.js';
import { functionOf } from '../hosts/lambda/function-settings.js';
import { proxyEventOf } from '../hosts/lambda/gateway/proxy-event.js';
import { ownRuntime, RuntimeProcess } from '../hosts/lambda/runtime-process.js';
import { cpuMsOf } from './cpu-time.js';

/** A fresh process from its beginning to its first answer, in milliseconds. */
export type Start = { cpuMs: number; wallMs: number };

export type Subject = {
  name: string;
  cloud: 'aws' | 'azure';
  /** The unpacked bundle. */
  folder: string;
  env: Readonly<Record<string, string>>;
  /** What it is asked first. */
  path: string;
};

const withinMs = 15_000;

/** @throws Error when the first request was not answered with 200 */
export const startOf = (subject: Subject): Promise<Start> =>
  subject.cloud === 'aws' ? lambdaStart(subject) : functionsStart(subject);

async function lambdaStart({ name, folder, env, path }: Subject): Promise<Start> {
  const began = performance.now();
  const process = await RuntimeProcess.start(functionOf('http', { service: name, folder, env }), ownRuntime);
  try {
    const failure = await process.initialised();
    const id = randomUUID();
    const outcome =
      failure ?? (await process.run({ ...invocation, id, payload: eventFor(path), deadlineMs: Date.now() + withinMs }));
    const wallMs = performance.now() - began;
    if (!outcome.ok) throw new Error(`${name} failed: ${outcome.error.errorMessage}`);
    refuseOthers(name, JSON.parse(outcome.payload).statusCode);
    return { cpuMs: cpuMsOf(process.pid ?? 0), wallMs };
  } finally {
    await process.kill();
  }
}

async function functionsStart({ name, folder, env, path }: Subject): Promise<Start> {
  const began = performance.now();
  const worker = new AppWorker({
    script: fileURLToPath(new URL('../../dist/hosts/functions/worker/main.js', import.meta.url)),
    appDirectory: folder,
    env: { ...env },
    say: () => undefined,
    onOtherMessage: () => undefined,
  });
  try {
    const [http] = httpFunctionsIn(await worker.start(), '');
    if (http === undefined) throw new Error(`${name} has no HTTP function.`);
    const asked = {
      method: 'GET',
      url: `http://localhost${path}`,
      headers: {},
      nullableParams: { path: { value: path.slice(1) } },
    };
    const response = await new Invocations(worker, withinMs, () => undefined).run({
      of: http.metadata,
      reason: 'it is measured',
      data: { http: asked },
      triggerMetadata: {},
      traceContext: { traceParent: '', traceState: '', attributes: {} },
    });
    const wallMs = performance.now() - began;
    refuseOthers(name, httpAnswerOf(response, httpOutputsOf(http.metadata.bindings)).status);
    return { cpuMs: cpuMsOf(worker.pid ?? 0), wallMs };
  } finally {
    await worker.stop(0);
  }
}

const invocation = { arn: 'arn:aws:lambda:eu-west-1:000000000000:function:cold:live', traceId: 'Root=1-0-0;Sampled=0' };

const eventFor = (url: string): string =>
  JSON.stringify(
    proxyEventOf(
      {
        ...{ method: 'GET', url, httpVersion: '1.1', rawHeaders: ['host', 'localhost'], body: Buffer.alloc(0) },
        caller: { address: '127.0.0.1', port: 443, traceRoot: '1-0-0' },
      },
      [],
    ),
  );

function refuseOthers(name: string, status: number): void {
  if (status !== 200) throw new Error(`${name} answered its first request with ${status} instead of 200.`);
}
