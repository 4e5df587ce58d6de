import { canonicalJson, type Order } from '@causeway/data-model';
import { isA, type Sighting } from './sighting.js';
import { tell } from './tell.js';

/** Orders as they were shown, by whichever request. */
const shown = (sighting: Sighting): { order: Order; etag: string | null } | undefined => {
  if (sighting.kind === 'place')
    return sighting.answer === 'none' ? undefined : { order: sighting.answer.order, etag: sighting.answer.etag };
  if (sighting.kind === 'read')
    return sighting.order === 'not-found' ? undefined : { order: sighting.order, etag: sighting.etag };
  if (sighting.kind === 'cancel' || sighting.kind === 'fulfil')
    return typeof sighting.answer === 'string' ? undefined : { order: sighting.answer, etag: null };
  return undefined;
};

/** One version of an order has one face: whoever sees it sees the same, under the same entity tag. */
export function twoFaced(sightings: readonly Sighting[], from: number): string[] {
  const faces = new Map<string, { text: string; first: Sighting }>();
  return sightings.flatMap((sighting) => {
    const sight = shown(sighting);
    if (sight === undefined) return [];
    const { order, etag } = sight;
    const version = `version ${order.version}${order.nextAction === null ? '' : ' (with something to do)'}`;
    return [
      ...differing(faces, version, canonicalJson(order), sighting, from),
      ...(etag === null ? [] : differing(faces, `entity tag ${etag}`, canonicalJson(order), sighting, from)),
    ];
  });
}

/** A timeline is only ever added to: an item that was seen stays what it is. */
export function rewritten(sightings: readonly Sighting[], from: number): string[] {
  const faces = new Map<string, { text: string; first: Sighting }>();
  return sightings.filter(isA('timeline', 'news')).flatMap((sighting) => {
    const items = sighting.kind === 'news' ? [sighting.item] : sighting.items;
    return items.flatMap((item) => differing(faces, `timeline item ${item.seq}`, canonicalJson(item), sighting, from));
  });
}

/** A key has one answer, word for word, however often its request is sent. */
export function differentReplays(sightings: readonly Sighting[], from: number): string[] {
  const faces = new Map<string, { text: string; first: Sighting }>();
  return sightings.filter(isA('place', 'refund')).flatMap((sighting) => {
    if (sighting.answer === 'none') return [];
    return differing(faces, `${sighting.kind} with key ${sighting.key}`, sighting.answer.text, sighting, from);
  });
}

function differing(
  faces: Map<string, { text: string; first: Sighting }>,
  what: string,
  text: string,
  sighting: Sighting,
  from: number,
): string[] {
  const known = faces.get(what);
  if (known === undefined) faces.set(what, { text, first: sighting });
  if (known === undefined || known.text === text) return [];
  return [
    [
      `${what} was seen in two ways`,
      `  ${tell(known.first, from)}`,
      `  ${tell(sighting, from)}`,
      `  ${firstDifference(known.text, text)}`,
    ].join('\n'),
  ];
}

/** `cancellation.reason is "late" here, "again" there`. */
function firstDifference(a: string, b: string): string {
  const [here, there] = [a, b].map(leavesOf);
  const paths = [...(here?.keys() ?? []), ...(there?.keys() ?? [])];
  const path = paths.find((one) => here?.get(one) !== there?.get(one));
  return path === undefined
    ? 'it is written differently'
    : `${path} is ${here?.get(path)} here, ${there?.get(path)} there`;
}

/** The values of a JSON text by their paths; of any other text, itself. */
function leavesOf(text: string): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) leaves.set(path, JSON.stringify(value));
    else for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`);
  };
  walk(text.startsWith('{') ? JSON.parse(text) : text, '');
  return leaves;
}
