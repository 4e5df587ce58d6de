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
  bridge: 9,
  dynamo: 20,
  s3: 21,
  blob: 22,
  serviceBus: 23,
  control: 24,
  smtp: 25,
  serviceBusAdmin: 26,
} as const;

export type Ports = Record<keyof typeof offsets, number>;

/** Where the laboratory's links between the clouds listen, each in front of the one it is named after. */
const linkOffsets = {
  serviceBus: 27,
  payment: 28,
  notification: 29,
  analytics: 30,
  identity: 31,
  product: 32,
  order: 33,
} as const;

export type LinkPorts = Record<keyof typeof linkOffsets, number>;

/** How many ports from its first one a shop uses, its laboratory's among them. */
export const shopPorts = 1 + Math.max(...Object.values(offsets), ...Object.values(linkOffsets));

/** All ports of the system whose gateway listens on `first`. */
export const portsFrom = (first: number): Ports => shifted(offsets, first);

/** The ports that a laboratory takes in addition. */
export const linkPortsFrom = (first: number): LinkPorts => shifted(linkOffsets, first);

function shifted<Name extends string>(by: Readonly<Record<Name, number>>, first: number): Record<Name, number> {
  const ports = Object.entries<number>(by).map(([name, offset]) => [name, first + offset]);
  return Object.fromEntries(ports) as Record<Name, number>; // the keys are those of `by`
}
