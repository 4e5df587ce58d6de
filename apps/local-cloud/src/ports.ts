/** Where everything listens, as distances from the gateway's port. */
const offsets = {
  gateway: 0,
  identity: 1,
  product: 2,
  order: 3,
  payment: 4,
  notification: 5,
  analytics: 6,
  sandbox: 7,
  mailbox: 8,
  dynamo: 20,
  s3: 21,
  blob: 22,
  serviceBus: 23,
  control: 24,
  smtp: 25,
  serviceBusAdmin: 26,
} as const;

export type Ports = Record<keyof typeof offsets, number>;

/** All ports of the system whose gateway listens on `first`. */
export function portsFrom(first: number): Ports {
  const shifted = Object.entries(offsets).map(([name, offset]) => [name, first + offset]);
  return Object.fromEntries(shifted) as Ports; // the keys are those of `offsets`
}
