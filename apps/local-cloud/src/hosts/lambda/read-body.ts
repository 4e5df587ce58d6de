import type { IncomingMessage } from 'node:http';

/** A body has more bytes than it may have. All of it was read, so that the connection can go on. */
export class TooLarge extends Error {}

/**
 * The body of a request.
 *
 * @throws TooLarge when it has more than `most` bytes
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Nobody sets an encoding on it, so that it gives buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= most) chunks.push(chunk);
  }
  if (bytes > most) throw new TooLarge(`The body has ${bytes} bytes, and ${most} are allowed.`);
  return Buffer.concat(chunks, bytes);
}
