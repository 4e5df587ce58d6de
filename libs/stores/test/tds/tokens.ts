export type Column = { name: string; type: 'int' | 'bigint' | 'float' | 'text' };
export type Answer = { columns: Column[]; rows: Record<string, unknown>[]; affected: number };

const u8 = (value: number) => Buffer.from([value]);
const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const u64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const shortText = (text: string) => Buffer.concat([u8(text.length), utf16(text)]);
const longText = (text: string) => Buffer.concat([u16(text.length), utf16(text)]);
const sized = (token: number, body: Buffer) => Buffer.concat([u8(token), u16(body.length), body]);

/** [MS-TDS] 2.2.6.5: what can be encrypted here is nothing, and who logs in may show a token. */
export const prelogin = (): Buffer => {
  const version = Buffer.from([16, 0, 0, 0, 0, 0]);
  const notSupported = 2;
  const table = Buffer.from([
    ...[0, 0, 16, 0, version.length],
    ...[1, 0, 16 + version.length, 0, 1],
    ...[6, 0, 17 + version.length, 0, 1],
    0xff,
  ]);
  return Buffer.concat([table, version, u8(notSupported), u8(1)]);
};

/** [MS-TDS] 2.2.7.12: who gives tokens, and what one has to be asked for. */
export const tokenWanted = (authority: string, resource: string): Buffer => {
  const texts = [utf16(authority), utf16(resource)];
  const head = 4 + 9 * texts.length;
  const entries = texts.map((text, at) =>
    Buffer.concat([u8(at + 1), u32(text.length), u32(head + (at === 0 ? 0 : (texts[0]?.length ?? 0)))]),
  );
  const body = Buffer.concat([u32(texts.length), ...entries, ...texts]);
  return Buffer.concat([u8(0xee), u32(body.length), body, done(0xfd, 0)]);
};

export const loggedIn = (database: string): Buffer => {
  const program = 'Microsoft SQL Server';
  const acknowledged = Buffer.concat([
    u8(1),
    Buffer.from([0x74, 0, 0, 4]),
    shortText(program),
    Buffer.from([16, 0, 0, 0]),
  ]);
  const changed = Buffer.concat([u8(1), shortText(database), shortText('')]);
  return Buffer.concat([sized(0xe3, changed), sized(0xad, acknowledged), done(0xfd, 0)]);
};

const error = 2;
const counted = 0x10;
const attention = 0x20;

const done = (token: number, status: number, rows = 0n): Buffer =>
  Buffer.concat([u8(token), u16(status), u16(0), u64(rows)]);

export const doneWith = (): Buffer => done(0xfd, 0);
export const cancelled = (): Buffer => done(0xfd, attention);

/** A transaction began (8), was committed (9) or rolled back (10). */
export function transactionChanged(change: 8 | 9 | 10, descriptor: bigint): Buffer {
  const mark = Buffer.concat([u8(8), u64(descriptor)]);
  const body = change === 8 ? Buffer.concat([u8(change), mark, u8(0)]) : Buffer.concat([u8(change), u8(0), mark]);
  return sized(0xe3, body);
}

export const refused = (number: number, severity: number, message: string): Buffer => {
  const body = Buffer.concat([
    u32(number),
    u8(1),
    u8(severity),
    longText(message),
    shortText('stand-in'),
    shortText(''),
    u32(1),
  ]);
  return Buffer.concat([sized(0xaa, body), done(0xfd, error)]);
};

/** What a statement gave, as `sp_executesql` answers: rows, how many, and that the procedure ended well. */
export function result({ columns, rows, affected }: Answer): Buffer {
  const described = columns.length === 0 ? [] : [metadata(columns)];
  const count = columns.length === 0 ? affected : rows.length;
  const cells = rows.map((row) =>
    Buffer.concat([u8(0xd1), ...columns.map((column) => cell(column, row[column.name]))]),
  );
  const status = Buffer.concat([u8(0x79), u32(0)]);
  return Buffer.concat([...described, ...cells, done(0xff, counted, BigInt(count)), status, done(0xfe, 0)]);
}

const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

function metadata(columns: readonly Column[]): Buffer {
  const each = columns.map(({ name, type }) => Buffer.concat([u32(0), u16(1), typeOf(type), shortText(name)]));
  return Buffer.concat([u8(0x81), u16(columns.length), ...each]);
}

function typeOf(type: Column['type']): Buffer {
  if (type === 'int') return Buffer.from([0x26, 4]);
  if (type === 'bigint') return Buffer.from([0x26, 8]);
  if (type === 'float') return Buffer.from([0x6d, 8]);
  return Buffer.concat([u8(0xe7), u16(0xffff), collation]);
}

function cell({ type }: Column, value: unknown): Buffer {
  if (value === null || value === undefined) return type === 'text' ? u64(0xffff_ffff_ffff_ffffn) : u8(0);
  if (type === 'text') {
    const bytes = utf16(String(value));
    const piece = bytes.length === 0 ? Buffer.alloc(0) : Buffer.concat([u32(bytes.length), bytes]);
    return Buffer.concat([u64(BigInt(bytes.length)), piece, u32(0)]);
  }
  const bytes = Buffer.alloc(type === 'int' ? 4 : 8);
  if (type === 'int') bytes.writeInt32LE(Number(value));
  else if (type === 'bigint')
    bytes.writeBigInt64LE(BigInt(value as number)); // node:sqlite gave an integer
  else bytes.writeDoubleLE(Number(value));
  return Buffer.concat([u8(bytes.length), bytes]);
}
