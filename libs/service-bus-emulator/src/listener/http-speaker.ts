import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface HttpAnswers {
  answer: RequestListener;
  /** A client wants AMQP over WebSockets; absent: it is refused. */
  webSocket: ((stream: Duplex) => void) | undefined;
}

export interface HttpSpeaker {
  (socket: Socket): void;
  close(): void;
}

/** Where the client's `webSocketOptions` connect to, and what they speak. */
const WEBSOCKET_PATH = '/$servicebus/websocket';
const SUBPROTOCOL = 'AMQPWSB10';

/** Serves HTTP on sockets that were accepted elsewhere; Node's HTTP is loaded when the first of them comes. */
export function httpSpeaker(answers: HttpAnswers): HttpSpeaker {
  let server: Promise<Server> | undefined;
  const speak = (socket: Socket): void => {
    server ??= makeServer(answers);
    server.then(
      (http) => {
        http.emit('connection', socket);
        socket.resume();
      },
      () => socket.destroy(),
    );
  };
  return Object.assign(speak, { close: () => void server?.then((http) => http.close()) });
}

async function makeServer({ answer, webSocket }: HttpAnswers): Promise<Server> {
  const { createServer } = await import('node:http');
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 }, answer);
  if (webSocket !== undefined)
    server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, webSocket));
  // It never listens itself; its time limits start with this event.
  server.emit('listening');
  return server;
}

/** Larger than any frame of AMQP that a client sends. */
const LARGEST_PIECE = 8 * 1024 * 1024;

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  accept: (stream: Duplex) => void,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  if (request.url?.split('?')[0] !== WEBSOCKET_PATH) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const { WebSocketServer, createWebSocketStream } = await import('ws');
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LARGEST_PIECE,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  upgrader.handleUpgrade(request, socket, head, (webSocket) => accept(createWebSocketStream(webSocket)));
}
