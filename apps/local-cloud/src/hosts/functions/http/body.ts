import type { IncomingMessage } from 'node:http';

/** The most bytes of a request's body that a host takes; FUNCTIONS_REQUEST_BODY_SIZE_LIMIT's default. */
const mostBytes = 104_857_600;

/** Says that a request's body is larger than the host takes. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** @throws TooLarge */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new TooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
