/** The kinds of function that a service has: each is an export of its bundle. */
export const kindNames = ['http', 'relay', 'rounds'] as const;
export type Kind = (typeof kindNames)[number];

/** One function as Lambda is told of it. */
export interface FunctionSettings {
  /** Such as `causeway-order-service-http`. */
  name: string;
  /** File and export, such as `index.http`. */
  handler: string;
  /** The unpacked bundle: the folder that the file is in. */
  folder: string;
  /** Megabytes. */
  memory: number;
  timeoutMs: number;
  /** How many environments there are at most. */
  concurrency: number;
  region: string;
  /** The variables that the function itself is told. */
  env: Readonly<Record<string, string>>;
}

/**
 * What infra/aws/functions.tf gives each kind, but for the concurrency. There it is 10 (dev) or 200 (prod) for `http`; here a
 * few processes share two cores, and more of them only wait for each other. What finds all of them busy waits in the front
 * of the API, as long as an integration may take, before it is throttled: Lambda would throttle at once.
 */
const kinds: Record<Kind, Pick<FunctionSettings, 'memory' | 'timeoutMs' | 'concurrency'>> = {
  http: { memory: 1024, timeoutMs: 15_000, concurrency: 6 },
  relay: { memory: 512, timeoutMs: 30_000, concurrency: 2 },
  rounds: { memory: 512, timeoutMs: 50_000, concurrency: 1 },
};

/** A function of a service, whose bundle is in `folder`. */
export function functionOf(
  kind: Kind,
  { service, folder, env }: { service: string; folder: string; env: FunctionSettings['env'] },
): FunctionSettings {
  const region = env.AWS_REGION ?? 'eu-west-1';
  return { name: `causeway-${service}-${kind}`, handler: `index.${kind}`, folder, region, env, ...kinds[kind] };
}

/** Nobody's account: what is here runs in none. */
export const account = '000000000000';

/** What the versions that are published are called; callers know a function by its alias `live`. */
export const version = '1';

/** The name by which a function is invoked. */
export const arnOf = ({ region, name }: Pick<FunctionSettings, 'region' | 'name'>): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}:live`;
