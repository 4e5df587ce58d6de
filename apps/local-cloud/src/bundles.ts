import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import type { OutputChunk, RolldownOutput } from 'rolldown';
import { quickStart } from './bundle-plugins.js';
import type { Process } from './system.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Packages that are never loaded because nobody installed them. */
export const neverLoaded = [
  /^@nestjs\/(websockets|platform-express)/,
  /^@grpc\//,
  'class-transformer',
  'class-validator',
  '@fastify/static',
  '@fastify/view',
  'kafkajs',
  'mqtt',
  'nats',
  'ioredis',
  'amqplib',
  'amqp-connection-manager',
  'supports-color',
];

/** Lies beside what is packed. */
const machineCode = ['@node-rs/argon2'];

/**
 * Packs every program of the topology into one file, which starts in a third of the time: most of a start is finding and
 * compiling thousands of small files. What was packed since the last build is taken as it is.
 */
export async function bundled(processes: readonly Process[]): Promise<Process[]> {
  return Promise.all(
    processes.map(async (process) => ({ ...process, script: await packed(process.name, process.script) })),
  );
}

/** Where the one file of a program is kept. */
export const packedFile = (name: string): string => join(root, '.causeway', 'bundles', `${name}.mjs`);

/** More at once would take memory, and no time less. */
const atOnce = pLimit(availableParallelism());

/** The one file of a program, packed anew when it is older than what it was made of. */
export async function packed(name: string, script: string): Promise<string> {
  const file = packedFile(name);
  if (!existsSync(file) || statSync(file).mtimeMs < newestBuild()) await atOnce(() => pack(script, file));
  return file;
}

/** Packs a program and all that it loads into one file. */
export async function pack(input: string, file: string): Promise<void> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: [...neverLoaded, ...machineCode],
    plugins: [...quickStart],
    logLevel: 'silent',
  });
  // Two shops may be started at once: neither must find half a file.
  const unfinished = `${file}.${randomUUID()}`;
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false, keepNames: true, minify: true });
  await bundle.close();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(unfinished, onlyChunk(output).code);
  renameSync(unfinished, file);
}

/**
 * The one file of a program. What it imports only in code that it never runs is left over as a file of its own (rolldown
 * 1.2.19), which nothing refers to.
 *
 * @throws Error when it needs another file
 */
export function onlyChunk([chunk, ...others]: RolldownOutput['output']): OutputChunk {
  const needed = [...chunk.imports, ...chunk.dynamicImports];
  const missing = others.find(({ fileName }) => needed.includes(fileName));
  if (missing !== undefined) throw new Error(`${chunk.fileName} is not one file: it needs ${missing.fileName}.`);
  return chunk;
}

/** When the compiler last wrote anything of the apps and libraries, but for those that are named. */
export function newestBuild(but: readonly string[] = []): number {
  const projects = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => !but.includes(name))
      .map((name) => join(root, folder, name, 'dist', '.tsbuildinfo')),
  );
  return Math.max(...projects.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
