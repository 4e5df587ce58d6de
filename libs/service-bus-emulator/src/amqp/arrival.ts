import type { Arrival } from '../broker/message.js';
import type { FilterFacts, FilterValue, SystemProperty } from '../filters/facts.js';
import { guidText } from './guid.js';
import { type Typed, types } from './rhea.js';
import { Malformed, rawMapItems, type Sections, splitSections } from './sections.js';
import { elements, mapOf, numberOf, plain, read, textOf, write } from './typed.js';

/** Positions in the properties section. */
export const position = {
  messageid: 0,
  to: 2,
  subject: 3,
  label: 3,
  replyto: 4,
  correlationid: 5,
  contenttype: 6,
  sessionid: 10,
  replytosessionid: 12,
} as const satisfies Partial<Record<SystemProperty, number>>;

const UINT_MAX = 0xffffffff;
const PROPERTIES = 0x73;

/** Reads what the broker needs of a message, and gives it an id if the sender did not. Throws `Malformed`. */
export function readArrival(bytes: Buffer, guid: () => string): Arrival {
  const sections = splitSections(bytes);
  let properties = sections.properties === undefined ? [] : elements(read(sections.properties));
  let content = bytes;
  if (plain(properties[0]) === undefined) {
    properties = [types.wrap_string(guid().replaceAll('-', '')), ...properties.slice(1)];
    content = joined({ ...sections, properties: propertiesSection(properties) });
  }
  checkTypes(properties);
  const annotations = readMap(sections.messageAnnotations);
  rawMapItems(sections.messageAnnotations);
  // Read now, though rules may never look: what cannot be read must not get in.
  const user = readMap(sections.applicationProperties);
  return {
    content,
    messageId: String(filterValue(properties[0])),
    sessionId: textOf(properties[position.sessionid]),
    headerBytes: content.length - sections.rest.length,
    propertyBytes: sizesOf(sections.applicationProperties),
    partitionKey: textOf(annotations.get('x-opt-partition-key')),
    viaPartitionKey: textOf(annotations.get('x-opt-via-partition-key')),
    timeToLive: timeToLive(sections, properties),
    scheduledFor: numberOf(annotations.get('x-opt-scheduled-enqueue-time')) ?? 0,
    hops: 0,
    facts: once(() => factsOf(sections, properties, annotations, user)),
  };
}

/** Not looked at where all of them together are smaller than one may be. */
const WORTH_A_LOOK = 32 * 1024;

function sizesOf(properties: Buffer | undefined): ReadonlyMap<string, number> {
  if (properties === undefined || properties.length <= WORTH_A_LOOK) return new Map();
  return new Map(rawMapItems(properties).map(({ name, longest }) => [name, longest]));
}

const NULL = 0x40;
const text = [0xa1, 0xb1];
const textOrSymbol = [...text, 0xa3, 0xb3];
const binary = [0xa0, 0xb0];
const id = [...text, ...binary, 0x98, 0x80, 0x53, 0x44];
const timestamp = [0x83];

/** Which types the fields of the properties section may have, in their order. */
const fieldTypes: readonly (readonly number[])[] = [
  id,
  binary,
  text,
  text,
  text,
  id,
  textOrSymbol,
  textOrSymbol,
  timestamp,
  timestamp,
  text,
  [0x70, 0x52, 0x43],
  text,
];

/** Receivers trust these types. Throws `Malformed`. */
function checkTypes(properties: readonly Typed[]): void {
  for (const [position, field] of properties.entries()) {
    const code = field.type.typecode;
    if (code === NULL || fieldTypes[position]?.includes(code)) continue;
    throw new Malformed(
      `The field ${position} of a message's properties has a type it cannot have: ${field.type.name}.`,
    );
  }
}

/** A map section by its keys. Throws `Malformed` when it holds something else. */
function readMap(section: Buffer | undefined): Map<string, Typed> {
  if (section === undefined) return new Map();
  const map = read(section);
  if (!types.is_map(map) || elements(map).length % 2 === 1)
    throw new Malformed('A section of a message must be a map.');
  return mapOf(map);
}

export const propertiesSection = (fields: readonly (Typed | undefined)[]): Buffer =>
  write(types.described_nc(types.wrap_ulong(PROPERTIES), types.List32(fields)));

export const joined = (sections: Sections): Buffer =>
  Buffer.concat(
    [
      sections.header,
      sections.messageAnnotations,
      sections.properties,
      sections.applicationProperties,
      sections.rest,
    ].filter((section) => section !== undefined),
  );

function timeToLive({ header }: Sections, properties: readonly Typed[]): number {
  const given = header === undefined ? 0 : (numberOf(elements(read(header))[2]) ?? 0);
  if (given < UINT_MAX) return given;
  // Longer ones do not fit the header; the client then tells them by two times.
  const expires = numberOf(properties[8]);
  const created = numberOf(properties[9]);
  return expires !== undefined && created !== undefined ? expires - created : given;
}

function factsOf(
  sections: Sections,
  properties: readonly Typed[],
  annotations: ReadonlyMap<string, Typed>,
  user: ReadonlyMap<string, Typed>,
): FilterFacts {
  const lowerCase = once(() => new Map([...user].map(([name, value]) => [name.toLowerCase(), value])));
  return {
    system: (name) => {
      if (name in position) return filterValue(properties[position[name as keyof typeof position]]); // just checked
      if (name === 'partitionkey') return filterValue(annotations.get('x-opt-partition-key'));
      if (name === 'scheduledenqueuetimeutc') return filterValue(annotations.get('x-opt-scheduled-enqueue-time'));
      if (name === 'timetolive') return timeToLive(sections, properties) || undefined;
      return undefined;
    },
    user: (name) => filterValue(user.get(name) ?? lowerCase().get(name.toLowerCase())),
  };
}

const FLOATING = [0x72, 0x82];
const ULONG = 0x80;
const LONG = 0x81;
const UUID = 0x98;

/** As rules compare it: whole numbers as bigints, GUIDs as text. */
function filterValue(typed: Typed | undefined): FilterValue | undefined {
  const value = plain(typed);
  const code = typed?.type.typecode ?? 0;
  if (typeof value === 'number') return FLOATING.includes(code) ? value : BigInt(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value instanceof Date) return value;
  if (!(value instanceof Uint8Array)) return undefined;
  if (code === UUID) return guidText(value);
  // 64 bits come as bytes where a number would not hold them.
  if (code === LONG) return Buffer.from(value).readBigInt64BE();
  return code === ULONG ? Buffer.from(value).readBigUInt64BE() : value;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
