import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';

export const container = 'backup';

/** What the first line of a part says of it. Times are ISO texts. */
const header = z.object({
  archive: z.literal('causeway/1'),
  what: z.string(),
  chain: z.string(),
  part: z.int(),
  /** The name of the part before it. */
  previous: z.string().nullable(),
  /** `all` is a piece of everything there was when the chain began, `changes` what came after that. */
  kind: z.enum(['all', 'changes']),
  /** With the last piece of `all`. */
  whole: z.boolean(),
  /** When it was written. What was committed before is in this part or in one before it, the last moments excepted. */
  at: z.string(),
  /** Since when events had not been published then. */
  unpublishedSince: z.string().nullable(),
  lines: z.int(),
});
export type Header = z.infer<typeof header>;

/** When, and what: one line of a part. */
const line = z.object({ at: z.string(), body: z.record(z.string(), z.unknown()) });
export type Line = z.infer<typeof line>;

export type Part = { header: Header; lines: Line[] };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A part as a file: gzipped NDJSON, whose name ends with the SHA-256 of its bytes. */
export function writePart({ header, lines }: Part): { name: string; bytes: Buffer } {
  const text = [header, ...lines].map((one) => `${JSON.stringify(one)}\n`).join('');
  const bytes = gzipSync(text);
  const number = String(header.part).padStart(8, '0');
  return { name: `${header.what}/${header.chain}/${number}-${sha256(bytes)}.ndjson.gz`, bytes };
}

/** @returns undefined when the bytes are not those the name was made of */
export function readPart(name: string, bytes: Buffer): Part | undefined {
  if (!name.endsWith(`-${sha256(bytes)}.ndjson.gz`)) return undefined;
  const [first = '', ...rest] = gunzipSync(bytes).toString('utf8').trimEnd().split('\n');
  return { header: header.parse(JSON.parse(first)), lines: rest.map((one) => line.parse(JSON.parse(one))) };
}

/** Where a chain ends, in a file beside it that is replaced with every part. */
export const head = z.object({ part: z.int(), name: z.string(), at: z.string() });
export type Head = z.infer<typeof head>;
export const headName = (what: string, chain: string): string => `${what}/${chain}/head.json`;
