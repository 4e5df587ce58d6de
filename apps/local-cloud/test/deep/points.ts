import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../system/running-system.js';

const point = z.object({
  name: z.string(),
  after: z.string(),
  before: z.string(),
  processes: z.array(z.string()).min(1),
});
export type Point = z.infer<typeof point>;

/** What `npm run failpoints -- --list --json` says; `only` is how the names of those that are wanted begin, with commas between. */
export function listedPoints(only = process.env.CAUSEWAY_ONLY_POINTS ?? ''): Point[] {
  const text = execFileSync(process.execPath, [join(root, 'tools', 'failpoints.mjs'), '--json'], { encoding: 'utf8' });
  const { points } = z.object({ points: z.array(point) }).parse(JSON.parse(text));
  const starts = only.split(',');
  return points.filter(({ name }) => starts.some((start) => name.startsWith(start)));
}
