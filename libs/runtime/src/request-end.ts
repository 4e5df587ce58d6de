import type { IncomingMessage } from 'node:http';

const longestMs = 5000;
/** Who says nothing for so long waits for the answer. */
const silenceMs = 500;
const mostBytes = 64 * 1024 * 1024;

/**
 * Calls `answer` once the client has sent what it had to say, or too much of it, or stops. A client that is answered in the
 * middle of its body and cut off mostly fails to send and never reads the answer (RFC 9112, section 9.6).
 */
export function afterRequest(request: IncomingMessage, answer: () => void): void {
  if (isOver(request)) {
    answer();
    return;
  }
  const began = performance.now();
  let answered = false;
  let bytes = 0;
  const finish = () => {
    if (answered) return;
    answered = true;
    clearTimeout(silence);
    request.off('data', count);
    answer();
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes || performance.now() - began > longestMs) finish();
    else silence.refresh();
  };
  const silence = setTimeout(finish, silenceMs);
  request.on('data', count);
  for (const event of ['end', 'close', 'error']) request.once(event, finish);
  request.resume();
}

/** Nothing more will come, or nothing was to come at all: so it is with nearly all requests. */
function isOver({ complete, readableEnded, destroyed, headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return complete || readableEnded || destroyed || !hasBody;
}
