/** A statement of ours for SQL Server as SQLite understands it. Only what our repositories ask is translated. */
export function inSqlite(statement: string): string {
  const claim =
    /^\s*with claimed as \(\s*select top \((@\d+)\) \* from ("\w+")\s+where (.*?) order by ("\w+")\s*\)\s*update claimed set (.*?) output inserted\.\*\s*$/s;
  return statement
    .replace(/ with \((?:updlock|rowlock|readpast|readcommittedlock|repeatableread|serializable|, )+\)/g, '')
    .replace(claim, 'update $2 set $5 where rowid in (select rowid from $2 where $3 order by $4 limit $1) returning *')
    .replace(/ offset (@\d+) rows fetch next (@\d+) rows only/g, ' limit $2 offset $1')
    .replace(/n?varchar\((?:\d+|max)\)(?: collate Latin1_General_100_BIN2)?/g, 'text')
    .replace(/^alter table ("\w+") add (?!column)/, 'alter table $1 add column ');
}

/** What the catalogue views are asked for, answered from SQLite's own catalogue. */
export function catalogueQuestion(statement: string): string | undefined {
  if (/from "sys"\."schemas"/.test(statement)) return `select 'dbo' as name`;
  if (/from "sys"\."tables"/.test(statement)) {
    return `select name as table_name, 'U ' as table_type, 'dbo' as table_schema_name, 'x' as column_name, 'int' as type_name
      from sqlite_master where type = 'table' order by name`;
  }
  if (/information_schema\.tables/.test(statement)) return `select name from sqlite_master where type = 'table'`;
  if (/information_schema\.table_constraints/.test(statement)) return 'select 1 as name, 1 as "table" where 1 = 0';
  return undefined;
}
