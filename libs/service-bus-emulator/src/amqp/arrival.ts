import type { Arrival } from '../broker/message.js';
import type { FilterFacts, FilterValue, SystemProperty } from '../filters/facts.js';
import { guidText } from './guid.js';
import { type Typed, types } from './rhea.js';
import { type Sections, splitSections } from './sections.js';
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
  const annotations = mapOf(sections.messageAnnotations === undefined ? undefined : read(sections.messageAnnotations));
  return {
    content,
    messageId: String(filterValue(properties[0])),
    sessionId: textOf(properties[position.sessionid]),
    partitionKey: textOf(annotations.get('x-opt-partition-key')),
    timeToLive: timeToLive(sections, properties),
    scheduledFor: numberOf(annotations.get('x-opt-scheduled-enqueue-time')) ?? 0,
    hops: 0,
    facts: once(() => factsOf(sections, properties, annotations)),
  };
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
): FilterFacts {
  const user = mapOf(sections.applicationProperties === undefined ? undefined : read(sections.applicationProperties));
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
