import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './configuration.mjs';

/** Runs Terraform as a program does: it asks nobody and paints nothing. */
function run(folder, ...args) {
  const { status, stdout, stderr, error } = spawnSync('terraform', [`-chdir=${folder}`, ...args], {
    encoding: 'utf8',
    timeout: 280_000,
    env: { ...process.env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' },
  });
  return { ok: status === 0, said: error === undefined ? `${stdout}\n${stderr}` : String(error) };
}

export const isInstalled = run(root, 'version').ok;

/** @returns the files that `terraform fmt` would write in another way */
export const unformatted = () => run(root, 'fmt', '-check', '-recursive', '-list=true');

/** What the root gives the module, which has to have it when it is looked at alone. */
const secondRegion = 'provider "aws" {\n  alias  = "us_east_1"\n  region = "us-east-1"\n}\n';

/**
 * Checks and tests a module in a copy of its own, so that nothing is left here.
 *
 * @returns `{ skipped }` with the reason when its providers cannot be had, otherwise what Terraform said
 */
export function checkModule(folder) {
  const copy = mkdtempSync(join(tmpdir(), 'terraform-'));
  try {
    cpSync(root, copy, { recursive: true, filter: (path) => !/node_modules|\.terraform/.test(path) });
    const where = join(copy, folder);
    if (folder === 'aws') writeFileSync(join(where, 'alone.tf'), secondRegion);
    const init = run(where, 'init', '-backend=false', '-no-color', '-input=false');
    if (!init.ok) return { skipped: reasonIn(init.said) };
    return {
      validate: run(where, 'validate', '-no-color'),
      test: run(where, 'test', '-no-color'),
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function reasonIn(said) {
  const lines = said.split('\n').map((line) => line.replace(/^[│╷╵\s]+/, '').trim());
  const at = lines.findIndex((line) => line.startsWith('Error:'));
  return at < 0 ? 'terraform init failed' : lines[at];
}
