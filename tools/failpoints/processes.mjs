import { nodesOf } from './syntax.mjs';

/** Which export brings a library's points into a process. */
const broughtBy = {
  outbox: ['dynamoRelay', 'sqlRelay'],
  'sql-outbox': ['sqlRelay'],
  audit: ['AuthModule'],
  erasure: ['httpErasures'],
  consumer: ['ServiceBusStrategy', 'serviceBusOptions'],
  'stores.table-made': ['openTable'],
  'stores.migrated': ['migrate'],
  'stores.container-made': ['openBlob'],
  'stores.part-written': ['Archiver'],
  'stores.journal-shipped': ['Archiver'],
  'stores.head-written': ['Archiver'],
  'stores.chain-begun': ['Archiver'],
  'stores.restore-begun': ['Restoration'],
  'stores.restore-marked': ['Restoration'],
};

/** In which processes points are passed: their own, and for a library's point those that use what it belongs to. */
export function processesOf(files) {
  const imported = new Map();
  for (const { project, path, syntax } of files) {
    if (!path.startsWith('apps/')) continue;
    for (const { node } of nodesOf(syntax.program)) {
      if (node.type !== 'ImportSpecifier') continue;
      imported.set(node.imported.name, (imported.get(node.imported.name) ?? new Set()).add(project));
    }
  }
  return ({ name, path }) => {
    const own = /^apps\/local-cloud\/src\/([^/]+)\//.exec(path)?.[1] ?? /^apps\/([^/]+)\//.exec(path)?.[1];
    if (own !== undefined) return [own];
    if (path.startsWith('libs/service-bus-emulator/')) return ['service-bus'];
    if (name.startsWith('dlq.')) return ['dlq'];
    const bringing = broughtBy[name] ?? broughtBy[name.slice(0, name.indexOf('.'))] ?? [];
    return [...new Set(bringing.flatMap((one) => [...(imported.get(one) ?? [])]))].sort();
  };
}
