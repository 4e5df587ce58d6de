/**
 * Words of other dialects, and habits SQL Server does not share, in a statement for it. It is no parser: those there are for
 * T-SQL take `limit` for T-SQL, and do not know an update of a common table expression.
 */
export function tsqlFaults(statement: string): string[] {
  const text = statement.replace(/N?'(?:[^']|'')*'/g, "''").replace(/"(\w+)"/g, (_, name: string) => `[${name}]`);
  const found = rules.filter(({ pattern }) => pattern.test(text)).map(({ why }) => why);
  if (/\boffset\b/i.test(text) && !/\border by\b/i.test(text)) found.push('OFFSET needs ORDER BY');
  const names = [...text.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => name);
  if (names.some((name) => name.length > 128)) found.push('a name is longer than 128 characters');
  const bare =
    text
      .replace(/\[\w+\]/g, 'Q')
      .match(/(?:[.,(]|\bset|\bwhere|\band|\bor|\bby)\s*([a-z_]+)(?=\s*(?:[=<>,)]|is\b|asc\b|desc\b))/gi) ?? [];
  for (const place of bare) {
    const name = /([a-z_]+)$/i.exec(place)?.[1]?.toLowerCase() ?? '';
    if (reserved.has(name)) found.push(`${name} is reserved and stands unquoted`);
  }
  return found;
}

const rules = [
  { pattern: /\blimit\b/i, why: 'LIMIT is not T-SQL' },
  { pattern: /\breturning\b/i, why: 'RETURNING is not T-SQL' },
  { pattern: /\bon conflict\b/i, why: 'ON CONFLICT is not T-SQL' },
  { pattern: /`/, why: 'backquotes are not T-SQL' },
  { pattern: /\|\|/, why: '|| does not join texts' },
  { pattern: /\b(?:= true|= false|is true|is false)\b/i, why: 'there is no boolean' },
  { pattern: /\bboolean\b/i, why: 'there is no boolean' },
  { pattern: /\bif not exists\b/i, why: 'CREATE ... IF NOT EXISTS is not T-SQL' },
  { pattern: /\b(?:ifnull|length|now|random|strftime)\s*\(/i, why: 'the function is another dialect’s' },
  { pattern: /\bfor update\b/i, why: 'FOR UPDATE is not T-SQL' },
  { pattern: /\bmerge\b/i, why: 'MERGE races' },
  { pattern: /\bgetutcdate\b|\bsysutcdatetime\b/i, why: 'the clock is ours' },
  {
    pattern: /\b(?:text|ntext|datetime|decimal|float|real)\b(?!\s*=)/i,
    why: 'a type that is not exact or no longer there',
  },
  { pattern: /nvarchar\((?:[5-9]\d{3}|4[1-9]\d\d|40[1-9]\d|400[1-9]|\d{5,})\)/i, why: 'NVARCHAR ends at 4000 or max' },
  { pattern: /nvarchar\(\w+\)(?! collate Latin1_General_100_BIN2)/i, why: 'a text column without code-point order' },
];

/** Of https://learn.microsoft.com/sql/t-sql/language-elements/reserved-keywords-transact-sql those a column could be called. */
const reserved = new Set(
  'add all any as backup begin between break by case check close column commit compute contains convert create cross current cursor database default delete desc distinct drop end except exec exists exit external file for from full function grant group having holdlock identity if in index insert into is join key kill left like merge national not null off offsets on open option or order outer over percent plan primary proc procedure public read references replication restore return revert right rollback rowcount rule save schema select session_user set setuser some statistics table tablesample then to top tran transaction trigger truncate union unique update use user values varying view waitfor when where while with'.split(
    ' ',
  ),
);
