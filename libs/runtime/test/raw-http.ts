import type { AddressInfo, Server } from 'node:net';
import { connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export type RawAnswer = { status: number; headers: Headers; body: string };

/** A connection on which bytes can be sent that no HTTP client would send; this side never closes it. */
export function open(server: Server) {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const socket = connect(port, '127.0.0.1');
  return {
    /** @param text one character a byte (ISO 8859-1) */
    write: (text: string) => socket.write(text, 'latin1'),
    /** Everything that comes back until the server closes the connection. */
    answers: socket.toArray().then((chunks: Buffer[]) => answersIn(Buffer.concat(chunks).toString('latin1'))),
  };
}

/** Sends bytes and reads until the server closes the connection. */
export function exchange(server: Server, text: string): Promise<RawAnswer[]> {
  const { write, answers } = open(server);
  write(text);
  return answers;
}

export const serverOf = (app: NestFastifyApplication): Server => app.getHttpServer();

/** Answers with a `content-length`, one after the other. */
function answersIn(text: string): RawAnswer[] {
  if (text === '') return [];
  const [, head = '', rest = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(text) ?? [];
  const [line = '', ...fields] = head.split('\r\n');
  const headers = new Headers(
    fields.map((field): [string, string] => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon), field.slice(colon + 1)];
    }),
  );
  const length = Number(headers.get('content-length') ?? 0);
  const status = Number(line.split(' ')[1]);
  return [{ status, headers, body: rest.slice(0, length) }, ...answersIn(rest.slice(length))];
}
