import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { Files } from './zip.js';

const processors = ['x64', 'arm64'] as const;

const manifest = z.object({ version: z.string() });
const lock = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) });

/** The files of a package that is machine code, as they lie beside a bundle, and a sentence for each that could not be had. */
export type NativePackage = { files: Files; missing: readonly string[] };

/**
 * A package that is machine code with its builds for Linux on both processors, under `node_modules/`. What is for another
 * processor than this computer's was not installed here: npm fetches it, and it has to be what package-lock.json says.
 */
export async function nativePackage(name: string, root: string): Promise<NativePackage> {
  const own = join(root, 'node_modules', name);
  const { version } = manifest.parse(readJson(join(own, 'package.json')));
  const builds = await Promise.all(processors.map((cpu) => buildFor(cpu, name, version, root)));
  const there = builds.flatMap((build) => ('folder' in build ? [build] : []));
  const folders = [{ name, folder: own }, ...there];
  return {
    files: Object.assign({}, ...folders.map((one) => filesOf(one.name, one.folder))),
    missing: builds.flatMap((build) => ('missing' in build ? [build.missing] : [])),
  };
}

type Build = { name: string; folder: string } | { missing: string };

async function buildFor(cpu: (typeof processors)[number], name: string, version: string, root: string): Promise<Build> {
  const build = `${name}-linux-${cpu}-gnu`;
  const installed = join(root, 'node_modules', build);
  if (existsSync(installed)) return { name: build, folder: installed };
  const place = join(root, '.causeway', 'natives', `${cpu}-${version}`);
  const folder = join(place, 'node_modules', build);
  try {
    if (!existsSync(folder)) await fetched(`${name}@${version}`, cpu, place);
    refuseOthers(build, root, place);
    return { name: build, folder };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n', 1).join() : String(error);
    return { missing: `${build} could not be fetched (${why}), so the bundle does not run on ${cpu}.` };
  }
}

async function fetched(spec: string, cpu: string, place: string): Promise<void> {
  const target = ['--os', 'linux', '--cpu', cpu, '--libc', 'glibc'];
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts'];
  const asked = ['install', '--prefix', place, ...target, ...quiet, spec];
  const npm = process.env.npm_execpath;
  const run = promisify(execFile);
  const limits = { timeout: 60_000 };
  await (npm === undefined ? run('npm', asked, limits) : run(process.execPath, [npm, ...asked], limits));
}

/** @throws Error when npm fetched something else than package-lock.json names */
function refuseOthers(build: string, root: string, place: string): void {
  const key = `node_modules/${build}`;
  const wanted = lock.parse(readJson(join(root, 'package-lock.json'))).packages[key]?.integrity;
  const got = lock.parse(readJson(join(place, 'node_modules', '.package-lock.json'))).packages[key]?.integrity;
  if (wanted === undefined || wanted !== got) throw new Error('it is not what package-lock.json names');
}

const filesOf = (name: string, folder: string): Files =>
  Object.fromEntries(
    globSync('**/*.{js,json,node}', { cwd: folder }).map((file) => [
      `node_modules/${name}/${file}`,
      readFileSync(join(folder, file)),
    ]),
  );

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
