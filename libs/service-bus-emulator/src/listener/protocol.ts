/** What a client can speak on the emulator's port. */
export type Protocol = 'amqp' | 'tls' | 'http';

/** First byte of a TLS handshake record. */
const HANDSHAKE = 0x16;

const beginnings: readonly [string, Protocol][] = [
  ['AMQP', 'amqp'],
  ...['GET ', 'PUT ', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'].map((method) => [method, 'http'] as const),
].map(([text, protocol]) => [text.slice(0, 4), protocol] as [string, Protocol]); // of the tuples above

/** The protocol that begins with these bytes; undefined: more bytes are needed; 'unknown': none does. */
export function protocolOf(bytes: Buffer): Protocol | 'unknown' | undefined {
  if (bytes[0] === HANDSHAKE) return 'tls';
  const text = bytes.toString('latin1', 0, 4);
  const possible = beginnings.find(([beginning]) => beginning.startsWith(text));
  if (possible === undefined) return 'unknown';
  return text.length === 4 ? possible[1] : undefined;
}
