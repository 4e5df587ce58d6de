import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a port on the loopback address that can break. */
export type WeakLink = {
  readonly port: number;
  /** Ends every connection. */
  reset(): void;
  /** From now on nothing passes over the connections there are, and over new ones only if `alsoNew` says nothing else. */
  deafen(alsoNew: boolean): void;
  /** New connections pass again; those that are deaf stay it. */
  heal(): void;
  /** Everything passes again, what was sent meanwhile, too. */
  recover(): void;
  close(): void;
};

function join([inner, outer]: [Socket, Socket]): void {
  inner.unpipe().pipe(outer);
  outer.unpipe().pipe(inner);
}

export async function weakLinkTo(target: number): Promise<WeakLink> {
  const passages = new Set<[Socket, Socket]>();
  let deaf = false;
  const server = createServer({ noDelay: true }, (inner) => {
    const outer = connect({ port: target, host: '127.0.0.1', noDelay: true });
    const passage: [Socket, Socket] = [inner, outer];
    passages.add(passage);
    for (const side of passage) {
      side.on('error', () => undefined);
      side.on('close', () => {
        passages.delete(passage);
        for (const one of passage) one.destroy();
      });
    }
    if (!deaf) join(passage);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = () => {
    for (const passage of passages) for (const side of passage) if (!side.destroyed) side.destroy();
  };
  return {
    // A server that listens on TCP has an address of this shape.
    port: (server.address() as AddressInfo).port,
    reset,
    deafen: (alsoNew) => {
      deaf = alsoNew;
      for (const [inner, outer] of passages) {
        inner.unpipe().pause();
        outer.unpipe().pause();
      }
    },
    heal: () => {
      deaf = false;
    },
    recover: () => {
      deaf = false;
      for (const passage of passages) join(passage);
    },
    close: () => {
      server.close();
      reset();
    },
  };
}
