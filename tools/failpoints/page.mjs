/** docs/failpoints.md: every point, a table for each group. */
export function failpointsPage(points) {
  const groups = Map.groupBy(points, ({ name }) => name.slice(0, name.indexOf('.')));
  const sections = [...groups].map(([prefix, group]) => {
    const processes = [...new Set(group.flatMap((point) => point.processes))].sort();
    const rows = group.map(({ name, after, before }) => `| \`${name}\` | ${after} | ${before} |`);
    return [
      `## ${prefix}`,
      '',
      `In ${processes.join(', ')}.`,
      '',
      '| point | after | before |',
      '|---|---|---|',
      ...rows,
      '',
    ];
  });
  return [
    '# Failpoints',
    '',
    '<!-- Written by "npm run docs" from the declarations in the sources. -->',
    '',
    `${points.length} instants, each right after one durable effect and before whatever follows. How they are armed, and what is`,
    'shown by them, is in [reliability.md](reliability.md).',
    '',
    ...sections.flat(),
  ].join('\n');
}
