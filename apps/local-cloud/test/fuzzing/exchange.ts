import { connect } from 'node:net';

export type HttpAnswer = {
  /** 0 for what does not begin as an answer of HTTP/1.1 does. */
  status: number;
  /** By name in small letters; what stands several times is joined by commas. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
};

/** Something that is no answer: none in time, or none that HTTP could be read from. */
export class NoAnswer extends Error {}

/** An event stream goes on: so long is listened to it, in milliseconds. */
const listenForMs = 300;

/**
 * Sends bytes as they are and reads one HTTP/1.1 answer to its end, or the beginning of one that is an event stream.
 *
 * @throws NoAnswer
 */
export function exchange(port: number, bytes: Buffer, withinMs: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = Buffer.alloc(0);
    let listening: NodeJS.Timeout | undefined;
    const end = (finish: () => void) => {
      clearTimeout(patience);
      clearTimeout(listening);
      socket.destroy();
      finish();
    };
    const fail = (why: string) => end(() => reject(new NoAnswer(why)));
    const patience = setTimeout(
      () => fail(`There was no whole answer within ${withinMs} ms; so far: ${received.toString('latin1', 0, 300)}`),
      withinMs,
    );
    const look = (isOver: boolean) => {
      if (isOver && received.length === 0) return fail('The connection ended without an answer.');
      const read = answerIn(received, isOver);
      if (read === 'incomplete') {
        if (isOver) fail(`The connection ended in the middle of: ${received.toString('latin1', 0, 300)}`);
      } else if (read === 'stream') {
        listening ??= setTimeout(() => {
          const begun = answerIn(received, true, true);
          if (typeof begun === 'string') fail('An event stream could not be read.');
          else end(() => resolve(begun));
        }, listenForMs);
      } else {
        end(() => resolve(read));
      }
    };
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      look(false);
    });
    // What is refused early may be cut while it is still being sent: the answer counts, if there is one.
    socket.on('error', (error) => (received.length > 0 ? undefined : fail(`The connection broke: ${error.message}`)));
    socket.on('close', () => look(true));
    socket.write(bytes);
  });
}

function answerIn(bytes: Buffer, isOver: boolean, isEnough = false): HttpAnswer | 'incomplete' | 'stream' {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return 'incomplete';
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(`${first} `)?.[1] ?? 0);
  const rest = bytes.subarray(headEnd + 4);
  if (status === 100) return answerIn(rest, isOver, isEnough);
  const headers = headersIn(lines);
  const whole = (body: Buffer): HttpAnswer => ({ status, headers, body });
  if (status === 204 || status === 304) return whole(rest);
  if (headers.get('content-type')?.startsWith('text/event-stream') && !isOver) return 'stream';
  if (headers.get('transfer-encoding') === 'chunked') return unchunked(rest, isEnough, whole);
  const length = headers.get('content-length');
  if (length === undefined) return isOver ? whole(rest) : 'incomplete';
  // An answer to HEAD says how long the body is that it does not have.
  if (rest.length < Number(length)) return isOver && rest.length === 0 ? whole(rest) : 'incomplete';
  return whole(rest.subarray(0, Number(length)));
}

function headersIn(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return headers;
}

function unchunked(bytes: Buffer, isEnough: boolean, whole: (body: Buffer) => HttpAnswer): HttpAnswer | 'incomplete' {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size) || lineEnd + 4 + size > bytes.length)
      return isEnough ? whole(Buffer.concat(parts)) : 'incomplete';
    if (size === 0) return whole(Buffer.concat(parts));
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 4 + size;
  }
}
