import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import rhea from 'rhea';

/** rhea's encoders, which its typings leave out. */
const types = rhea.types as unknown as {
  wrap(value: unknown): unknown;
  wrap_ulong(value: number): unknown;
  wrap_list(values: unknown[]): unknown;
  described_nc(descriptor: unknown, value: unknown): unknown;
  Writer: new () => { write(value: unknown): void; toBuffer(): Buffer };
};

export const header = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 1, 0, 0]);

export const codes = {
  open: 0x10,
  begin: 0x11,
  attach: 0x12,
  flow: 0x13,
  transfer: 0x14,
  disposition: 0x15,
  detach: 0x16,
  end: 0x17,
  close: 0x18,
} as const;

export const described = (code: number, fields: unknown[]): unknown =>
  types.described_nc(types.wrap_ulong(code), types.wrap_list(fields.map((field) => types.wrap(field ?? null))));

export function encoded(value: unknown): Buffer {
  const writer = new types.Writer();
  writer.write(value);
  return writer.toBuffer();
}

/** A frame with these bytes for a body. */
export function frameOf(body: Buffer, channel = 0, type = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.writeUInt8(2, 4);
  head.writeUInt8(type, 5);
  head.writeUInt16BE(channel, 6);
  return Buffer.concat([head, body]);
}

/** A frame of a performative, field by field in the order of the standard, and a payload. */
export const frame = (
  name: keyof typeof codes,
  fields: unknown[],
  payload: Buffer = Buffer.alloc(0),
  channel = 0,
): Buffer => frameOf(Buffer.concat([encoded(described(codes[name], fields)), payload]), channel);

const wrapUint = (rhea.types as unknown as { wrap_uint(n: number): unknown }).wrap_uint;
export const uint = (value: number): unknown => wrapUint(value);

/** Open, begin; the peer may send `window` transfers. */
export const beginning = (window = 2048): Buffer[] => [
  header,
  frame('open', ['raw']),
  frame('begin', [null, uint(0), uint(window), uint(2048)]),
];

export const attachSender = (handle: number, to: unknown): Buffer =>
  frame('attach', [
    `link-${handle}`,
    uint(handle),
    false,
    null,
    null,
    described(0x28, ['here']),
    described(0x29, [to]),
    null,
    null,
    uint(0),
  ]);

export const attachReceiver = (handle: number, from: unknown, settleMode?: number): Buffer =>
  frame('attach', [
    `link-${handle}`,
    uint(handle),
    true,
    settleMode,
    null,
    described(0x28, [from]),
    described(0x29, ['here']),
  ]);

export const grant = (handle: number, credit: number, window = 2048): Buffer =>
  frame('flow', [uint(0), uint(window), uint(0), uint(2048), uint(handle), uint(0), uint(credit)]);

export const send = (handle: number, id: number, bytes: Buffer, more = false): Buffer =>
  frame('transfer', [uint(handle), uint(id), Buffer.from([id]), uint(0), false, more], bytes);

/** A message with a data section of these bytes. */
export const aMessage = (body: Buffer): Buffer => {
  const head = Buffer.from([0x00, 0x53, 0x75, 0xb0, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
};

/** A client that says what it likes. */
export async function rawClient(port: number, ...chunks: Buffer[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const chunk of chunks) socket.write(chunk);
  return socket;
}
