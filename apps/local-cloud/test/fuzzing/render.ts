import type { Caller, Draft } from './drafts.js';
import { jsonText } from './json-text.js';
import { Known } from './known.js';
import type { ShopKnowledge } from './shop-knowledge.js';
import { bodyTricks, headerTricks, methodTricks, pathTricks, queryTricks } from './tricks.js';

/** A request as it goes out. */
export type Rendered = {
  port: number;
  method: string;
  /** Path and query. */
  target: string;
  bytes: Buffer;
  /** Whether its first line and its headers are what RFC 9112 allows, and not too much. */
  isClean: boolean;
};

const nowhere = '019aa000-0000-7000-8000-00000000dead';
/** Node takes 16 KiB of headers; what comes near is not held against anybody. */
const muchOfAHead = 15_000;
const mostLines = 95;

/** Fills in what the shop has told, plays the tricks, and writes it all down. */
export function render(draft: Draft, knowledge: ShopKnowledge): Rendered {
  const { operation, tricks } = draft;
  const method = tricks.method === undefined ? operation.method : (methodTricks[tricks.method] ?? '');
  const plainPath = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPath(draft.steps[name], knowledge));
  const path = tricks.path === undefined ? plainPath : (pathTricks[tricks.path]?.(plainPath) ?? plainPath);
  const person = callerOf(draft.caller, knowledge, knowledge.partOfLeavers(method, path));
  const find = (place: Known): string => {
    if (place.kind === 'own refreshToken') return person?.refreshToken ?? '';
    if (place.kind === 'entity tag')
      return knowledge.told.find(new Known(`entity tag of ${plainPath}`, 0)) ?? '"p1.s1"';
    return knowledge.told.find(place) ?? (place.kind.startsWith('id of') ? nowhere : 'x');
  };
  const words = (value: string | Known): string => (value instanceof Known ? find(value) : value);
  const plain = draft.body === undefined ? Buffer.alloc(0) : bytesOf(draft, find);
  const body = tricks.body === undefined ? plain : (bodyTricks[tricks.body]?.(plain) ?? plain);
  const query = draft.query.map(([name, value]) => `${coded(name)}=${coded(words(value))}`);
  if (tricks.query !== undefined) query.push(queryTricks[tricks.query] ?? '');
  const target = query.length === 0 ? path : `${path}?${query.join('&')}`;
  const lines = ['host: localhost', 'connection: close'];
  if (draft.contentType !== undefined) lines.push(`content-type: ${draft.contentType}`);
  const authorization =
    draft.caller !== undefined && 'says' in draft.caller ? draft.caller.says : person && `Bearer ${person.token}`;
  if (authorization !== undefined) lines.push(`authorization: ${authorization}`);
  for (const [name, value] of draft.headers) {
    const isSignature = value instanceof Known && value.kind === 'signature';
    lines.push(`${name}: ${isSignature ? knowledge.signature(body) : words(value)}`);
  }
  const all = withTrick(lines, tricks.header);
  if (body.length > 0 || draft.body !== undefined) all.push(`content-length: ${body.length}`);
  const head = `${method} ${target} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`;
  return {
    port:
      draft.door === 'straight' ? (knowledge.straightPort(plainPath) ?? knowledge.gatewayPort) : knowledge.gatewayPort,
    method,
    target,
    bytes: Buffer.concat([Buffer.from(head, isLatin(head) ? 'latin1' : 'utf8'), body]),
    isClean: isCleanHead(method, target, all),
  };
}

function callerOf(caller: Caller, { cast }: ShopKnowledge, leavers: string | undefined) {
  if (caller === undefined || 'says' in caller) return undefined;
  const players = cast[leavers ?? caller.part] ?? [];
  return players[caller.pick % players.length];
}

function bytesOf({ body, contentType }: Draft, find: (place: Known) => string): Buffer {
  if (typeof body === 'string' && contentType !== 'application/json') return Buffer.from(body);
  return Buffer.from(jsonText(body, find));
}

function inPath(value: string | Known | undefined, { told }: ShopKnowledge): string {
  if (value === undefined) return '';
  return value instanceof Known ? (told.find(value) ?? nowhere) : coded(value);
}

const coded = (text: string): string => encodeURIComponent(text.toWellFormed().slice(0, 2500));

function withTrick(lines: string[], trick: string | undefined): string[] {
  const added = trick === undefined ? [] : (headerTricks[trick] ?? []);
  const replaced = added.filter((line) => line.startsWith('!')).map((line) => `${line.slice(1).split(':', 1)}:`);
  const kept = lines.filter((line) => !replaced.some((name) => line.toLowerCase().startsWith(name)));
  return [...kept, ...added.map((line) => line.replace(/^!/, ''))];
}

/** Bytes that are meant as such go out as such. */
const isLatin = (head: string): boolean => !/[^\0-\xff]/.test(head);

const cleanLine = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\u{10ffff}]*$/u;
const cleanTarget = /^(\/|https?:\/\/localhost\/)[\x21\x22\x24-\x7e]*$/;

function isCleanHead(method: string, target: string, lines: readonly string[]): boolean {
  const hosts = lines.filter((line) => line.startsWith('host:'));
  return (
    /^[A-Z]+$/.test(method) &&
    cleanTarget.test(target) &&
    hosts.length === 1 &&
    hosts[0] === 'host: localhost' &&
    lines.every((line) => cleanLine.test(line)) &&
    lines.length < mostLines &&
    lines.join('\r\n').length + target.length < muchOfAHead
  );
}
