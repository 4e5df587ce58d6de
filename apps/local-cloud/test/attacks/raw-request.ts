import { connect } from 'node:net';

/** Sends these lines as an HTTP request, untidied, and gives what comes back until the other side closes. */
export function rawRequest(
  port: number,
  lines: readonly string[],
  body = '',
  withinMs = 20_000,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setTimeout(withinMs, () => socket.destroy(new Error(`no answer within ${withinMs} ms to ${lines[0]}`)));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.once('error', (error) => (text === '' ? reject(error) : undefined));
    socket.once('close', () => resolve({ status: Number(text.split(' ')[1] ?? 0), text }));
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  });
}
