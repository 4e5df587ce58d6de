// The floor: rhea as a server that sends each message back on the connection's other link, and keeps nothing.
import rhea, { type EventContext, type Sender } from 'rhea';
import { accepted } from './accepted.ts';

const container = rhea.create_container({ id: 'echo' });
const back = new Map<unknown, Sender>();

container.on('sender_open', ({ connection, sender }: EventContext) => sender && back.set(connection, sender));
container.on('message', ({ connection, message }: EventContext) => message && back.get(connection)?.send(message));
// The receiver waits for this, as one of Service Bus does, and does not answer: rhea would keep the delivery for ever.
container.on('accepted', ({ delivery }: EventContext) => {
  if (delivery === undefined) return;
  delivery.update(true, accepted);
  Object.assign(delivery, { remote_settled: true }); // which the typings leave to rhea
});

const server = container.listen({ port: 0, host: '127.0.0.1', noDelay: true } as never); // node:net's option, passed through
server.on('listening', () => {
  const address = server.address();
  process.send?.({ type: 'listening', port: typeof address === 'object' ? address?.port : 0 });
});
process.on('disconnect', () => process.exit(0));
