import type { Socket } from 'node:net';

/** Kinds of packets ([MS-TDS] 2.2.3.1.1). */
export const packetType = {
  sqlBatch: 0x01,
  rpc: 0x03,
  answer: 0x04,
  attention: 0x06,
  federatedToken: 0x08,
  transaction: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const;

export type Message = { type: number; body: Buffer };

const headerLength = 8;
const packetLength = 4096;
const lastPacket = 1;

/** The whole messages that come in on a connection, each put together from its packets. */
export async function* messagesOn(socket: Socket): AsyncGenerator<Message> {
  let pending = Buffer.alloc(0);
  let parts: Buffer[] = [];
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= headerLength && pending.length >= pending.readUInt16BE(2)) {
      const length = pending.readUInt16BE(2);
      const [type, status] = [pending.readUInt8(0), pending.readUInt8(1)];
      parts.push(pending.subarray(headerLength, length));
      pending = pending.subarray(length);
      if ((status & lastPacket) === 0) continue;
      yield { type, body: Buffer.concat(parts) };
      parts = [];
    }
  }
}

/** Answers with tokens, cut into packets. */
export function answer(socket: Socket, tokens: Buffer): void {
  const room = packetLength - headerLength;
  for (let from = 0, id = 1; from === 0 || from < tokens.length; from += room, id += 1) {
    const part = tokens.subarray(from, from + room);
    const header = Buffer.alloc(headerLength);
    header.writeUInt8(packetType.answer, 0);
    header.writeUInt8(from + room >= tokens.length ? lastPacket : 0, 1);
    header.writeUInt16BE(headerLength + part.length, 2);
    header.writeUInt8(id % 256, 6);
    socket.write(Buffer.concat([header, part]));
  }
}
