/** A parameter as it was declared and sent. */
export type Parameter = { name: string; type: string; value: unknown };
export type Asked = { kind: 'query'; sql: string; parameters: Parameter[] } | { kind: 'begin' | 'commit' | 'rollback' };
export type Login = { user: string; password: string; database: string; token?: string };

/** [MS-TDS] 2.2.6.4, of which only who wants which database is read. */
export function readLogin(body: Buffer): Login {
  const text = (at: number) => {
    const [offset, length] = [body.readUInt16LE(at), body.readUInt16LE(at + 2)];
    return body.subarray(offset, offset + length * 2);
  };
  // A password is obscured: each byte's halves swapped and its bits turned by 0xA5.
  const password = Buffer.from(text(44).map((byte) => (((byte ^ 0xa5) << 4) | ((byte ^ 0xa5) >> 4)) & 0xff));
  return {
    user: text(40).toString('utf16le'),
    password: password.toString('utf16le'),
    database: text(68).toString('utf16le'),
  };
}

/** [MS-TDS] 2.2.6.3, without a nonce. */
export const readFederatedToken = (body: Buffer): string =>
  body.subarray(8, 8 + body.readUInt32LE(4)).toString('utf16le');

export const readBatch = (body: Buffer): Asked => ({
  kind: 'query',
  sql: body.subarray(body.readUInt32LE(0)).toString('utf16le'),
  parameters: [],
});

const transactionRequests: Record<number, 'begin' | 'commit' | 'rollback'> = { 5: 'begin', 7: 'commit', 8: 'rollback' };

export function readTransaction(body: Buffer): Asked {
  const number = body.readUInt16LE(body.readUInt32LE(0));
  const kind = transactionRequests[number];
  if (kind === undefined) throw new Error(`Transaction request ${number} is not understood.`);
  return { kind };
}

const executeSql = 10;

/** A call of `sp_executesql` by its number: the statement, the declaration of its parameters, and these. */
export function readCall(body: Buffer): Asked {
  const reader = new Reader(body, body.readUInt32LE(0));
  const isNumbered = reader.uint16() === 0xffff;
  const procedure = isNumbered ? reader.uint16() : 0;
  if (procedure !== executeSql) throw new Error('Only sp_executesql is understood.');
  reader.uint16();
  const parameters: Parameter[] = [];
  while (reader.hasMore()) parameters.push(reader.parameter());
  const [statement, , ...rest] = parameters;
  return { kind: 'query', sql: String(statement?.value), parameters: rest };
}

class Reader {
  readonly #body: Buffer;
  #at: number;

  constructor(body: Buffer, at: number) {
    this.#body = body;
    this.#at = at;
  }

  hasMore = (): boolean => this.#at < this.#body.length;

  parameter(): Parameter {
    const name = this.#bytes(this.#uint8() * 2)
      .toString('utf16le')
      .replace('@', '');
    this.#uint8();
    return { name, ...this.#typed() };
  }

  uint16(): number {
    this.#at += 2;
    return this.#body.readUInt16LE(this.#at - 2);
  }

  #uint8(): number {
    this.#at += 1;
    return this.#body.readUInt8(this.#at - 1);
  }

  #bytes(length: number): Buffer {
    this.#at += length;
    return this.#body.subarray(this.#at - length, this.#at);
  }

  /** [MS-TDS] 2.2.5.4: the types that the driver sends. */
  #typed(): { type: string; value: unknown } {
    const type = this.#uint8();
    if (type === 0x26) return { type: `int${this.#uint8()}`, value: this.#integer() };
    if (type === 0x6d) return { type: `float${this.#uint8()}`, value: this.#float() };
    if (type === 0xe7) {
      const size = this.uint16();
      this.#bytes(5);
      const value = size === 0xffff ? this.#chunks() : this.#short();
      return {
        type: size === 0xffff ? 'nvarchar(max)' : `nvarchar(${size / 2})`,
        value: value?.toString('utf16le') ?? null,
      };
    }
    if (type === 0xa5) {
      const size = this.uint16();
      return { type: 'varbinary', value: size === 0xffff ? this.#chunks() : this.#short() };
    }
    throw new Error(`The type 0x${type.toString(16)} is not understood.`);
  }

  #integer(): number | bigint | null {
    const length = this.#uint8();
    if (length === 0) return null;
    const bytes = this.#bytes(length);
    return length === 8 ? bytes.readBigInt64LE() : bytes.readIntLE(0, length);
  }

  #float(): number | null {
    return this.#uint8() === 0 ? null : this.#bytes(8).readDoubleLE();
  }

  #short(): Buffer | null {
    const length = this.uint16();
    return length === 0xffff ? null : this.#bytes(length);
  }

  /** A value of any length: its length, then pieces until an empty one. */
  #chunks(): Buffer | null {
    const whole = this.#bytes(8).readBigUInt64LE();
    if (whole === 0xffff_ffff_ffff_ffffn) return null;
    const pieces: Buffer[] = [];
    for (;;) {
      const length = this.#bytes(4).readUInt32LE();
      if (length === 0) return Buffer.concat(pieces);
      pieces.push(this.#bytes(length));
    }
  }
}
