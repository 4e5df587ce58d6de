import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { Identity } from '../tls/identity.js';

/** Decrypts sockets that were accepted elsewhere; TLS is loaded, and a certificate made, when the first of them comes. */
export function tlsSpeaker(
  identity: () => Promise<Identity>,
): (socket: Socket, inside: (socket: Socket) => void) => void {
  let prepared: Promise<(socket: Socket) => TLSSocket> | undefined;
  return (socket, inside) => {
    prepared ??= prepare(identity);
    prepared.then(
      (decrypt) => inside(decrypt(socket)),
      () => {
        prepared = undefined;
        socket.destroy();
      },
    );
  };
}

async function prepare(identity: () => Promise<Identity>): Promise<(socket: Socket) => TLSSocket> {
  const [{ createSecureContext, TLSSocket }, { key, cert }] = await Promise.all([import('node:tls'), identity()]);
  const secureContext: SecureContext = createSecureContext({ key, cert });
  return (socket) => {
    const decrypted = new TLSSocket(socket, { isServer: true, secureContext });
    decrypted.on('close', () => socket.destroy());
    return decrypted;
  };
}
