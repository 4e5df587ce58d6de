import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every source file of the workspace that runs in a process of the shop: no test, no benchmark. */
export function* sources(root) {
  for (const kind of ['apps', 'libs']) {
    for (const project of readdirSync(join(root, kind))) {
      if (project === 'testing') continue;
      const folder = join(root, kind, project, 'src');
      if (!existsSync(folder)) continue;
      for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.ts$/.test(path) || /\.(spec|d)\.ts$/.test(path)) continue;
        yield { project, path: `${kind}/${project}/src/${path.replaceAll('\\', '/')}`, file: join(folder, path) };
      }
    }
  }
}
