import type { Entry, Handed, PropertyChanges } from '../broker/message.js';
import { REMOVED } from '../filters/rule.js';
import { type Annotation, annotationsSection } from './annotations.js';
import { joined, position, propertiesSection } from './arrival.js';
import { type Typed, types } from './rhea.js';
import { rawMapItems, type Sections, splitSections } from './sections.js';
import { elements, isTyped, mapOf, mapSection, plain, read, write } from './typed.js';

const DELIVERY_ANNOTATIONS = 0x71;
const APPLICATION_PROPERTIES = 0x74;
const UINT_MAX = 0xffffffff;
const NULL = 0x40;
const states = { active: 0, deferred: 1, scheduled: 2 } as const;

/** The message as it goes to a receiver: the sender's sections, and what the broker knows about it. */
export const encodeHanded = (handed: Handed): Buffer => joined(handedSections(handed));

/** The message as a peek shows it: delivery annotations tell the bytes of a body that is left out. */
export function encodePeeked(handed: Handed, omitBody: boolean): Buffer {
  const sections = handedSections(handed);
  const said = new Map(omitBody ? [['omitted-message-body-size', types.wrap_long(sections.rest.length)]] : []);
  const deliveryAnnotations = write(mapSection(DELIVERY_ANNOTATIONS, said, types.wrap_symbol));
  return joined({
    ...sections,
    header: Buffer.concat([sections.header, deliveryAnnotations]), // they follow each other
    rest: omitBody ? Buffer.alloc(0) : sections.rest,
  });
}

function handedSections({ entry, content, deliveryCount }: Handed): Sections & { readonly header: Buffer } {
  const sections = splitSections(content);
  const ours: Annotation[] = [
    { name: 'x-opt-sequence-number', long: entry.sequence },
    { name: 'x-opt-enqueue-sequence-number', long: entry.enqueuedSequence },
    { name: 'x-opt-enqueued-time', timestamp: entry.enqueuedAt },
    { name: 'x-opt-message-state', int: stateOf(entry) },
  ];
  if (entry.lock !== undefined) ours.push({ name: 'x-opt-locked-until', timestamp: entry.lock.until });
  if (entry.deadLetterSource !== undefined)
    ours.push({ name: 'x-opt-deadletter-source', text: entry.deadLetterSource });
  return {
    ...sections,
    header: header(sections.header, entry.timeToLive, deliveryCount),
    messageAnnotations: annotationsSection(rawMapItems(sections.messageAnnotations), ours),
  };
}

/** The service says of a message that was scheduled that it is, also when it has become active. */
const stateOf = ({ place, dueAt }: Entry): number => states[place === 'active' && dueAt > 0 ? 'scheduled' : place];

/** Header section: time to live and delivery count are the broker's, the rest the sender's. */
function header(original: Buffer | undefined, timeToLive: number, deliveryCount: number): Buffer {
  const given = original === undefined ? [] : elements(read(original));
  const priority = plain(given[1]);
  const fields = Buffer.concat([
    boolean(plain(given[0])),
    Buffer.from(typeof priority === 'number' ? [0x50, priority] : [NULL]),
    timeToLive === 0 ? Buffer.from([NULL]) : uint(Math.min(timeToLive, UINT_MAX)),
    boolean(plain(given[3])),
    uint(deliveryCount),
  ]);
  return Buffer.concat([Buffer.from([0x00, 0x53, 0x70, 0xc0, fields.length + 1, 5]), fields]);
}

const boolean = (value: unknown): Buffer => Buffer.from([value === true ? 0x41 : value === false ? 0x42 : NULL]);

function uint(value: number): Buffer {
  const bytes = Buffer.from([0x70, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

/** The same message with other properties; `sys.` names are the broker's, all others the sender's. */
export function changeContent(content: Buffer, changes: PropertyChanges): Buffer {
  const sections = splitSections(content);
  const user = mapOf(sections.applicationProperties === undefined ? undefined : read(sections.applicationProperties));
  const fields: (Typed | undefined)[] =
    sections.properties === undefined ? [] : [...elements(read(sections.properties))];
  for (const [name, value] of changes) {
    const field = systemField(name);
    if (field !== undefined) fields[field] = value === REMOVED ? undefined : types.wrap_string(String(value));
    else if (value === REMOVED) user.delete(name);
    else user.set(name, typed(value));
  }
  return joined({
    ...sections,
    properties: fields.length === 0 ? undefined : propertiesSection(Array.from(fields)),
    applicationProperties:
      user.size === 0 ? undefined : write(mapSection(APPLICATION_PROPERTIES, user, types.wrap_string)),
  });
}

/** Whole numbers of a rule's action are 64 bits long. */
function typed(value: unknown): Typed {
  if (isTyped(value)) return value;
  return typeof value === 'bigint' ? types.wrap_long(Number(value)) : types.wrap(value);
}

function systemField(name: string): number | undefined {
  const known = name.startsWith('sys.') ? name.slice(4) : '';
  return known in position ? position[known as keyof typeof position] : undefined; // just checked
}
