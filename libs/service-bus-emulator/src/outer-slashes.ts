/**
 * A path without the slashes around it. By hand, because clients choose its length: an expression that looks for slashes at
 * the end begins again at each of those before it.
 */
export function withoutOuterSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (start < end && path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}
