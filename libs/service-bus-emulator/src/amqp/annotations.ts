/** Broker annotations of a message, written without going through objects: this happens once per delivery. */
export type Annotation =
  | { readonly name: string; readonly long: number }
  | { readonly name: string; readonly timestamp: number }
  | { readonly name: string; readonly int: number }
  | { readonly name: string; readonly text: string };

const SECTION = [0x00, 0x53, 0x72, 0xd1];

/** The message annotations section: what the sender annotated, and what the broker says, which wins. */
export function annotationsSection(
  kept: readonly { name: string; bytes: Buffer }[],
  ours: readonly Annotation[],
): Buffer {
  const names = new Set(ours.map(({ name }) => name));
  const others = kept.filter(({ name }) => !names.has(name));
  const items = [...others.map(({ bytes }) => bytes), ...ours.map(encoded)];
  const length = items.reduce((sum, item) => sum + item.length, 0);
  const head = Buffer.alloc(12);
  head.set(SECTION);
  head.writeUInt32BE(length + 4, 4);
  head.writeUInt32BE((others.length + ours.length) * 2, 8);
  return Buffer.concat([head, ...items]);
}

function encoded(annotation: Annotation): Buffer {
  const { name } = annotation;
  const key = name.length + 2;
  if ('text' in annotation) {
    const text = Buffer.from(annotation.text);
    const item = Buffer.alloc(key + 5 + text.length);
    item[key] = 0xb1;
    item.writeUInt32BE(text.length, key + 1);
    text.copy(item, key + 5);
    return withKey(item, name);
  }
  if ('int' in annotation) {
    const item = Buffer.alloc(key + 5);
    item[key] = 0x71;
    item.writeInt32BE(annotation.int, key + 1);
    return withKey(item, name);
  }
  const item = Buffer.alloc(key + 9);
  item[key] = 'long' in annotation ? 0x81 : 0x83;
  item.writeBigInt64BE(BigInt('long' in annotation ? annotation.long : annotation.timestamp), key + 1);
  return withKey(item, name);
}

function withKey(item: Buffer, name: string): Buffer {
  item[0] = 0xa3;
  item[1] = name.length;
  item.write(name, 2, 'latin1');
  return item;
}
