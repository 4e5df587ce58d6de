import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { localCredentials, serviceBusConnectionString } from '@causeway/engines';
import type { DeadLetterSources } from '@causeway/messaging/dead-letters';
import { readEnv, withoutReferences } from '@causeway/runtime/env';
import * as z from 'zod';
import { readOptions } from '../options.js';
import { portsFrom } from '../ports.js';

const listOf = (text: string) => text.split(/[\s,]+/).filter((entry) => entry !== '');

/** What a service is told, for all of them at once: lists are separated by spaces or commas. */
const cloudEnv = z.object({
  SERVICE_BUS_CONNECTION_STRING: z.string().optional(),
  AWS_REGION: z.string().default('eu-west-1'),
  DYNAMODB_ENDPOINT: z.url().optional(),
  DYNAMODB_TABLE: z.string().default('').transform(listOf),
  SQL_URL: z
    .string()
    .default('')
    .transform(listOf)
    .refine((urls) => urls.every((url) => /^(sqlite:|mssql:\/\/)/.test(url)), 'must be sqlite:FILE or mssql://...'),
});

export type Where = { port?: string; data?: string };

/** Where to look, and what an operator should know about it. */
export type Found = { sources: DeadLetterSources; place: string; notLookedAt: string[] };

const tables = ['causeway-identity', 'causeway-products', 'causeway-orders'];
/** Analytics publishes nothing. */
const databases = ['payments', 'notifications'];

/** The shop on this computer, unless the environment names the stores of another and no port was given. */
export async function findSources(where: Where): Promise<Found> {
  if (where.port !== undefined) return onThisComputer(where);
  const env = await withoutReferences(process.env, ['SERVICE_BUS_CONNECTION_STRING', 'SQL_URL']);
  const cloud = readEnv(cloudEnv, env);
  const named = cloud.SERVICE_BUS_CONNECTION_STRING;
  return named === undefined ? onThisComputer(where) : inTheClouds(cloud, named);
}

function inTheClouds(env: z.infer<typeof cloudEnv>, serviceBus: string): Found {
  const missing = { DYNAMODB_TABLE: env.DYNAMODB_TABLE, SQL_URL: env.SQL_URL };
  const none = Object.entries(missing).filter(([, given]) => given.length === 0);
  return {
    sources: {
      serviceBus,
      dynamo: { region: env.AWS_REGION, endpoint: env.DYNAMODB_ENDPOINT, tables: env.DYNAMODB_TABLE },
      databases: env.SQL_URL,
    },
    place: /Endpoint=sb:\/\/([^;/]+)/i.exec(serviceBus)?.[1] ?? 'SERVICE_BUS_CONNECTION_STRING',
    notLookedAt: none.map(([name]) => `outboxes that ${name} would name`),
  };
}

async function onThisComputer({ port, data }: Where): Promise<Found> {
  const given = [...(port === undefined ? [] : ['--port', port]), ...(data === undefined ? [] : ['--data', data])];
  const options = readOptions(given);
  const dataDir = data ?? (await dataDirOf(options.port)) ?? options.dataDir;
  const ports = portsFrom(options.port);
  process.env.AWS_ACCESS_KEY_ID ??= localCredentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY ??= localCredentials.secretAccessKey;
  const files = databases.map((name) => join(dataDir, 'sql', `${name}.db`));
  return {
    sources: {
      serviceBus: serviceBusConnectionString(ports.serviceBus),
      dynamo: { region: 'eu-west-1', endpoint: `http://127.0.0.1:${ports.dynamo}`, tables },
      databases: files.filter((file) => existsSync(file)).map((file) => `sqlite:${file}`),
    },
    place: `localhost:${ports.serviceBus}`,
    notLookedAt: files.filter((file) => !existsSync(file)),
  };
}

const report = z.object({ dataDir: z.string() });

/** Where a running shop keeps its data; undefined when its gateway does not answer. */
async function dataDirOf(port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://localhost:${port}/__local/system`, { signal: AbortSignal.timeout(3000) });
    return report.parse(await answer.json()).dataDir;
  } catch {
    return undefined;
  }
}
