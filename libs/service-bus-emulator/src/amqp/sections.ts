/** The parts of an encoded message: start and end offsets, or undefined when absent. */
export interface Sections {
  readonly header: Buffer | undefined;
  readonly messageAnnotations: Buffer | undefined;
  readonly properties: Buffer | undefined;
  readonly applicationProperties: Buffer | undefined;
  /** Body and footer. */
  readonly rest: Buffer;
}

/** The bytes are not an AMQP message. */
export class Malformed extends Error {
  override name = 'Malformed';
}

const HEADER = 0x70;
const MESSAGE_ANNOTATIONS = 0x72;
const PROPERTIES = 0x73;
const APPLICATION_PROPERTIES = 0x74;
const FIRST_OF_BODY = 0x75;
const FOOTER = 0x78;

/** Finds the sections without decoding them. Delivery annotations are for one hop and are left behind. */
export function splitSections(message: Buffer): Sections {
  let at = 0;
  const found = new Map<number, Buffer>();
  while (at < message.length) {
    const code = descriptorCode(message, at);
    if (code >= FIRST_OF_BODY) break;
    if (code < HEADER) throw unknownSection(code);
    const end = skip(message, at);
    found.set(code, message.subarray(at, end));
    at = end;
  }
  for (let check = at; check < message.length; check = skip(message, check)) {
    const code = descriptorCode(message, check);
    if (code < FIRST_OF_BODY || code > FOOTER) throw unknownSection(code);
  }
  return {
    header: found.get(HEADER),
    messageAnnotations: found.get(MESSAGE_ANNOTATIONS),
    properties: found.get(PROPERTIES),
    applicationProperties: found.get(APPLICATION_PROPERTIES),
    rest: message.subarray(at),
  };
}

const unknownSection = (code: number): Malformed =>
  new Malformed(`A message has a section of the unknown kind 0x${code.toString(16)}, or not in its place.`);

/** The bytes of each data section of a batch: an encoded message each. */
export function splitBatch(batch: Buffer): Buffer[] {
  const { rest } = splitSections(batch);
  const messages: Buffer[] = [];
  for (let at = 0; at < rest.length; ) {
    const end = skip(rest, at);
    if (descriptorCode(rest, at) === FIRST_OF_BODY) messages.push(binaryAt(rest, skip(rest, at + 1)));
    at = end;
  }
  return messages;
}

/** An item of a map section with its bytes as they came, key and value; `longest` of the two, without its type and length. */
export interface RawItem {
  readonly name: string;
  readonly bytes: Buffer;
  readonly longest: number;
}

/** The items of a map section. */
export function rawMapItems(section: Buffer | undefined): RawItem[] {
  if (section === undefined) return [];
  const map = skip(section, 1);
  const code = byte(section, map);
  if (code !== 0xc1 && code !== 0xd1) return [];
  const items: RawItem[] = [];
  for (let at = map + (code === 0xc1 ? 3 : 9); at < section.length; ) {
    const value = skip(section, at);
    const end = skip(section, value);
    const textStart = at + (byte(section, at) >>> 4 === 0xa ? 2 : 5);
    const longest = Math.max(value - textStart, end - value - prefix(byte(section, value)));
    items.push({ name: section.toString('utf8', textStart, value), bytes: section.subarray(at, end), longest });
    at = end;
  }
  return items;
}

function binaryAt(buffer: Buffer, at: number): Buffer {
  const end = skip(buffer, at);
  const code = byte(buffer, at);
  if (code !== 0xa0 && code !== 0xb0) throw new Malformed('A batch contains something that is not a message.');
  return buffer.subarray(at + (code === 0xa0 ? 2 : 5), end);
}

function descriptorCode(buffer: Buffer, at: number): number {
  if (byte(buffer, at) !== 0x00) throw new Malformed('A message section has no descriptor.');
  const form = byte(buffer, at + 1);
  if (form === 0x53) return byte(buffer, at + 2);
  if (form === 0x80 && at + 10 <= buffer.length) return Number(buffer.readBigUInt64BE(at + 2));
  throw new Malformed('A message section has an unknown descriptor.');
}

/** The offset after the value at this offset. */
function skip(buffer: Buffer, at: number): number {
  const code = byte(buffer, at);
  const end = code === 0x00 ? skip(buffer, skip(buffer, at + 1)) : at + 1 + width(buffer, at, code);
  if (end > buffer.length) throw new Malformed('A message ends in the middle of a value.');
  return end;
}

function width(buffer: Buffer, at: number, code: number): number {
  const family = code >>> 4;
  if (family >= 0x4 && family <= 0x9) return family === 0x4 ? 0 : 1 << (family - 5);
  if (family === 0xa || family === 0xc || family === 0xe) return 1 + byte(buffer, at + 1);
  if ((family === 0xb || family === 0xd || family === 0xf) && at + 5 <= buffer.length)
    return 4 + buffer.readUInt32BE(at + 1);
  throw new Malformed(`A message contains a value of the unknown type 0x${code.toString(16)}.`);
}

/** Bytes of a value's type and of its length, where it says one. */
function prefix(code: number): number {
  const family = code >>> 4;
  if (family === 0xa || family === 0xc || family === 0xe) return 2;
  return family === 0xb || family === 0xd || family === 0xf ? 5 : 1;
}

function byte(buffer: Buffer, at: number): number {
  const value = buffer[at];
  if (value === undefined) throw new Malformed('A message ends in the middle of a value.');
  return value;
}
