import type { IncomingMessage } from 'node:http';

const longestMs = 5000;
const mostBytes = 64 * 1024 * 1024;

/**
 * Calls `answer` once the client has sent what it had to say, or too much of it. A client that is refused in the middle
 * of its body and cut off mostly fails to send and never reads the answer (RFC 9112, section 9.6).
 */
export function afterRequest(request: IncomingMessage, answer: () => void): void {
  let answered = false;
  let bytes = 0;
  const finish = () => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    request.off('data', count);
    answer();
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) finish();
  };
  const timer = setTimeout(finish, longestMs);
  if (request.readableEnded || request.destroyed) {
    finish();
    return;
  }
  request.on('data', count);
  for (const event of ['end', 'close', 'error']) request.once(event, finish);
  request.resume();
}
