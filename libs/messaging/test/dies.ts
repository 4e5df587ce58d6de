import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./crashing-service.ts', import.meta.url));
const hooks = new URL('../../engines/from-source.mjs', import.meta.url).href;

export type Role = 'publish' | 'consume' | 'fail' | 'redrive';

/** Runs a service in a process of its own until its failpoint kills it; gives what it wrote. */
export async function dies(
  role: Role,
  failpoint: string,
  { url, connectionString }: { url: string; connectionString: string },
): Promise<string> {
  const flags = [
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
    '--conditions=causeway:source',
  ];
  const child = spawn(process.execPath, [...flags, `--import=${hooks}`, program, role, url, connectionString], {
    env: { ...process.env, CAUSEWAY_FAILPOINT: failpoint },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const [code, signal] = await once(child, 'close');
  if (signal !== 'SIGKILL') throw new Error(`ended with ${code ?? signal}: ${errors}`);
  return output.trim();
}
