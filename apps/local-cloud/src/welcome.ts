import type { Ports } from './ports.js';

export interface Arrival {
  publicUrl: string;
  ports: Ports;
  totalMemoryMb: number;
  readyMs: number;
}

const people = ['customer', 'merchandiser', 'support', 'analyst', 'admin'];

/** What the terminal says once the shop is open. */
export function welcome({ publicUrl, ports, totalMemoryMb, readyMs }: Arrival): string {
  const seconds = (readyMs / 1000).toFixed(1);
  return `
Causeway is open: ready after ${seconds} s, ${totalMemoryMb} MB of memory in all (shared pages counted once).

  The API         ${publicUrl}/v1/products
  Documentation   ${publicUrl}/docs
  Mailbox         http://localhost:${ports.mailbox}
  What runs       ${publicUrl}/__local/system
  Traces          ${publicUrl}/__local/traces
  Metrics         ${publicUrl}/__local/metrics

Log-ins, all with the password causeway-demo-1:
  ${people.map((name) => `${name}@causeway.example`).join('\n  ')}

Place an order:

${orderCommand(publicUrl)}

Ctrl-C stops everything.
`;
}

/** One line for a POSIX shell with curl and sed: logs in as the demo customer, picks a product and orders it. */
export function orderCommand(publicUrl: string): string {
  const token = `$(curl -s ${publicUrl}/v1/auth/login -H 'content-type: application/json' -d '{"email":"customer@causeway.example","password":"causeway-demo-1"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
  const product = `$(curl -s '${publicUrl}/v1/products?limit=1&inStock=true' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')`;
  const address =
    '{"name":"Ann","line1":"1 Quay","line2":null,"city":"Cork","postalCode":"T12","region":null,"country":"IE"}';
  const body = `{"items":[{"productId":"${product}","quantity":1}],"paymentMethod":"pm_card_visa","shippingAddress":${address}}`;
  return `curl -s -w '\\n' ${publicUrl}/v1/orders -H "authorization: Bearer ${token}" -H 'content-type: application/json' -H "idempotency-key: try-$(date +%s)-$$" -d "${quoted(body, product)}"`;
}

/** Inside double quotes the body's own quotes need a backslash; those of the command substitution must stay. */
const quoted = (body: string, substitution: string): string =>
  body
    .split(substitution)
    .map((part) => part.replaceAll('"', '\\"'))
    .join(substitution);
