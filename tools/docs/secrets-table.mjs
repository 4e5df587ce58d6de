// Where each secret comes from, read off the settings of the services.

/** What `secret: true` is short for, in libs/runtime. */
const usual = { says: 'be random text of at least 32 characters', from: { local: '', docker: '' } };

/**
 * @param services names, clouds (`aws`, `azure` or none) and the settings that `settingsOf` reads
 * @returns a Markdown table
 */
export function secretsTable(services) {
  const bySecret = Map.groupBy(
    services.flatMap(({ name, cloud, settings }) =>
      settings.filter(({ secret }) => secret).map((setting) => ({ ...setting, service: name, cloud })),
    ),
    ({ name }) => name,
  );
  const rows = [...bySecret].map(([name, uses]) => {
    const { says, from, literal } = uses[0].secret === true ? usual : uses[0].secret;
    const cells = [`\`${name}\``, says.replaceAll(/[|<]/g, '\\$&'), from.local, from.docker, storesOf(uses, literal)];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| variable | outside of `local` mode it must | in `local` mode | in `docker` mode | in `cloud` mode |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

const stores = { aws: 'AWS Secrets Manager', azure: 'Azure Key Vault' };

function storesOf(uses, literal) {
  if (literal) return 'not needed: the process has a role';
  const named = [...new Set(uses.flatMap(({ cloud }) => stores[cloud] ?? []))];
  return named.length === 0 ? 'either store' : named.join('; ');
}
