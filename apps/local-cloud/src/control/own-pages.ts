import type { IncomingMessage } from 'node:http';

const thisComputer = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request can be a page's that has no business here: one of another origin, which a browser lets send what it may
 * not read, or one that reaches this computer by a name of its own (DNS rebinding).
 */
export function isForeignPage({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return !isThisComputer(`http://${host}`) || (origin !== undefined && !isThisComputer(origin));
}

function isThisComputer(url: string): boolean {
  const { hostname } = URL.parse(url) ?? {};
  return hostname !== undefined && thisComputer.has(hostname);
}
