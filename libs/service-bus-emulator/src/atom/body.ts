import type { IncomingMessage } from 'node:http';
import { BadRequest } from './problems.js';

/** Descriptions are small: twelve authorization rules and the longest expressions have room in this. */
const LARGEST = 256 * 1024;

/** The whole request body. Throws `BadRequest` (413) for one that is too large. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
    // Heard out for a while: a client that is cut off while it sends never reads why.
    else if (size > 16 * LARGEST) request.destroy();
  }
  if (size > LARGEST) throw new BadRequest(413, `The request body must have at most ${LARGEST} bytes; it has ${size}.`);
  return Buffer.concat(chunks).toString('utf8');
}
