import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import * as z from 'zod';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));
export const composeFile = join(root, 'docker-compose.yml');

const text = z.union([z.string(), z.number()]).transform(String);
const mount = z.object({
  type: z.literal('volume'),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().optional(),
  volume: z.object({ subpath: z.string(), nocopy: z.literal(true) }).optional(),
});
const dependency = z.object({ condition: z.string(), required: z.boolean().optional() });

/** What the tests look at; the whole of the schema is dclint's to check. */
const service = z.object({
  profiles: z.array(z.string()).optional(),
  build: z.object({ context: z.string(), args: z.object({ SERVICE: z.string() }) }).optional(),
  image: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  restart: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  mem_limit: z.string(),
  ports: z.array(z.string()).optional(),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), dependency)]).optional(),
  volumes: z.array(z.union([z.string(), mount])).optional(),
  environment: z.record(z.string(), text).optional(),
});
export type Service = z.infer<typeof service>;
export type Mount = z.infer<typeof mount>;

/** As Compose does it: a variable's value, or what stands behind `:-`; `$$` is a dollar. */
const interpolated = (line: string) =>
  line.replace(/\$\{(\w+):-([^}]*)\}/g, (_, _name, fallback) => fallback).replaceAll('$$', '$');

const whole = z.object({ services: z.record(z.string(), service) });

/** Every service of docker-compose.yml as it is with no variable set. */
export const services: Readonly<Record<string, Service>> = whole.parse(
  parse(interpolated(readFileSync(composeFile, 'utf8')), { merge: true }),
).services;

/** What `docker compose up` starts where nobody says anything else. */
export const usualProfiles = (parseEnv(readFileSync(join(root, '.env'), 'utf8')).COMPOSE_PROFILES ?? '').split(',');

/** The services that some profiles start, by name. */
export const startedBy = (...profiles: string[]): [name: string, service: Service][] =>
  Object.entries(services).filter(
    ([, one]) => one.profiles === undefined || one.profiles.some((profile) => profiles.includes(profile)),
  );

/** Those that go on running, as opposed to those that run once. */
export const isRunning = ({ restart }: Service): boolean => restart !== undefined;

/** Whom a service waits for, and for what. */
export const dependenciesOf = ({ depends_on: needs = [] }: Service): [name: string, z.infer<typeof dependency>][] =>
  Array.isArray(needs)
    ? needs.map((name) => [name, { condition: 'service_started' }])
    : Object.entries(needs).map(([name, need]) => [name, need]);

/** The volumes of Docker that a service has mounted; files of this repository are left out. */
export const mountsOf = ({ volumes = [] }: Service): Mount[] =>
  volumes.flatMap((one) => (typeof one === 'string' ? [] : [one]));
