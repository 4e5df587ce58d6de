import { spawnSync } from 'node:child_process';
import { Stop } from './stop.mjs';

const mostBytes = 64 * 1024 * 1024;

/** Runs a program whose output is shown as it comes. Throws Stop when it fails. */
export function show(program, args, { cwd, why }) {
  const { status, error } = spawnSync(program, args, { cwd, env: process.env, stdio: 'inherit' });
  if (error === undefined && status === 0) return;
  const how = error === undefined ? `ended with ${status}` : error.message;
  throw new Stop(`${why} failed: \`${[program, ...args].join(' ')}\` ${how}; what it wrote above says why.`);
}

/** Runs a program for what it writes. @returns its output, or what it complained of */
export function attempt(program, args, { cwd } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: process.env,
    encoding: 'utf8',
    maxBuffer: mostBytes,
  });
  if (error !== undefined) return { fault: error.code === 'ENOENT' ? 'it is not installed' : error.message };
  return status === 0 ? { output: stdout } : { fault: lastLineOf(stderr) || `it ended with ${status}` };
}

/** The JSON that a program writes. Throws Stop with what to do when it fails. */
export function askJson(program, args, { cwd, otherwise }) {
  const { output, fault } = attempt(program, args, { cwd });
  const asked = `\`${[program, ...args].join(' ')}\``;
  if (fault !== undefined) throw new Stop(`${asked} failed (${fault}); ${otherwise}.`);
  try {
    return output.trim() === '' ? null : JSON.parse(output);
  } catch {
    throw new Stop(`${asked} wrote no JSON; ${otherwise}.`);
  }
}

const lastLineOf = (text) => text.trim().split('\n').at(-1)?.trim() ?? '';
