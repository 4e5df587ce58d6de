import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Runs the laboratory of failpoints, of all or of those whose names begin so; gives the exit code. */
export async function runLaboratory(root, only) {
  const child = spawn(
    process.execPath,
    [join(root, 'tools', 'jest.mjs'), '--config', 'jest.deep.config.mjs', 'failpoints'],
    {
      cwd: join(root, 'apps', 'local-cloud'),
      stdio: 'inherit',
      env: { ...process.env, ...(only === undefined ? {} : { CAUSEWAY_ONLY_POINTS: only.join() }) },
    },
  );
  const [code] = await once(child, 'close');
  return code ?? 1;
}
