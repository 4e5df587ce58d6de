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
  const others = kept.filter(({ name }) => !ours.some((annotation) => annotation.name === name));
  let length = 0;
  for (const { bytes } of others) length += bytes.length;
  for (const annotation of ours) length += sizeOf(annotation);
  const section = Buffer.allocUnsafe(12 + length); // all of it is written below
  section.set(SECTION);
  section.writeUInt32BE(length + 4, 4);
  section.writeUInt32BE((others.length + ours.length) * 2, 8);
  let at = 12;
  for (const { bytes } of others) at += bytes.copy(section, at);
  for (const annotation of ours) at = write(annotation, section, at);
  return section;
}

function sizeOf(annotation: Annotation): number {
  const key = annotation.name.length + 2;
  if ('text' in annotation) return key + 5 + Buffer.byteLength(annotation.text);
  return key + ('int' in annotation ? 5 : 9);
}

/** Writes key and value; returns the offset after them. */
function write(annotation: Annotation, section: Buffer, start: number): number {
  const { name } = annotation;
  section[start] = 0xa3;
  section[start + 1] = name.length;
  const at = start + 2 + section.write(name, start + 2, 'latin1');
  if ('text' in annotation) {
    section[at] = 0xb1;
    const length = section.write(annotation.text, at + 5);
    section.writeUInt32BE(length, at + 1);
    return at + 5 + length;
  }
  if ('int' in annotation) {
    section[at] = 0x71;
    return section.writeInt32BE(annotation.int, at + 1);
  }
  section[at] = 'long' in annotation ? 0x81 : 0x83;
  return section.writeBigInt64BE(BigInt('long' in annotation ? annotation.long : annotation.timestamp), at + 1);
}
