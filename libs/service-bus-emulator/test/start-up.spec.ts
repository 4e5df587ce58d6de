import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { aConfig } from './emulator.js';

/** What the emulator may take from the start of its process until it listens, in ms. */
const BUDGET = 200;

/** On a machine that is busy with something else: as many times what Node takes to do nothing. */
const TIMES_NODE = 5;

const ROUNDS = 15;

/** What only some who use the emulator need. */
const laterPackages = ['fast-xml-parser', 'selfsigned', 'prom-client', 'ws'];
const laterBuiltins = ['http', 'https', 'http2'];

describe('starting', () => {
  let folder: string;
  let config: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig({ Queues: [{ Name: 'work' }] })));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs Node until it has printed this many lines, or ends; gives the last of them, and the ms it took. */
  const run = async (lines: number, ...args: string[]): Promise<{ line: string; ms: number }> => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    let line = '';
    let left = lines;
    for await (line of createInterface(child.stdout)) if (--left === 0) break;
    const ms = performance.now() - startedAt;
    child.kill('SIGKILL');
    await ended;
    return { line, ms };
  };

  it('loads neither XML, certificates, metrics, WebSockets nor HTTP before somebody asks for them', async () => {
    const program = join(import.meta.dirname, 'loaded-at-start.mjs');
    const { line } = await run(2, program, '--config', config, '--port', '0', '--memory', '--http-port', '0');
    const { files, builtins }: { files: string[]; builtins: string[] } = JSON.parse(line);
    expect(files.some((file) => file.includes('/node_modules/rhea/'))).toBe(true);
    const early = laterPackages.filter((name) => files.some((file) => file.includes(`/node_modules/${name}/`)));
    expect(early).toEqual([]);
    expect(laterBuiltins.filter((name) => builtins.includes(`NativeModule ${name}`))).toEqual([]);
  });

  it('takes less than 200 ms once built, in memory and on disk', async () => {
    const bundle = join(folder, 'bundle');
    const bundler = join(createRequire(import.meta.url).resolve('rolldown/package.json'), '..', 'bin', 'cli.mjs');
    const bundling = join(import.meta.dirname, '..', 'rolldown.config.mjs');
    // The bundler's binding does not work inside jest's context.
    await promisify(execFile)(process.execPath, [bundler, '--config', bundling, '--dir', bundle]);
    const program = join(folder, 'start.cjs');
    writeFileSync(program, "require('./bundle/cli.cjs').main(process.argv);");

    const flags = [program, '--config', config, '--port', '0'];
    const node: number[] = [];
    const memory: number[] = [];
    const durable: number[] = [];
    const allowed = () => Math.max(BUDGET, TIMES_NODE * Math.min(...node));
    const isMet = () => Math.max(Math.min(...memory), Math.min(...durable)) < allowed();
    // The best of some: what else the machine does only ever adds to it.
    for (let round = 0; round < ROUNDS && !isMet(); round++) {
      node.push((await run(1, '--print', '1')).ms);
      memory.push((await run(1, ...flags, '--memory')).ms);
      durable.push((await run(1, ...flags, '--data', folder)).ms);
    }
    expect(Math.min(...memory)).toBeLessThan(allowed());
    expect(Math.min(...durable)).toBeLessThan(allowed());
  }, 240_000);
});
