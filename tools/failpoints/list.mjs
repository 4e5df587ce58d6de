/** The points as a table for people, a group for each prefix, and a last line that counts. */
export function listOf(points) {
  const lines = [];
  const width = Math.max(...points.map(({ name }) => name.length));
  for (const [prefix, group] of Map.groupBy(points, ({ name }) => name.slice(0, name.indexOf('.')))) {
    const processes = [...new Set(group.flatMap((point) => point.processes))].sort();
    lines.push(`${prefix}: ${processes.join(', ')}`);
    for (const { name, after, before } of group) {
      lines.push(`  ${name.padEnd(width)}  after: ${after}`, `  ${''.padEnd(width)}  before: ${before}`);
    }
    lines.push('');
  }
  const processes = new Set(points.flatMap((point) => point.processes));
  return [...lines, `${points.length} points in ${processes.size} processes.`].join('\n');
}
