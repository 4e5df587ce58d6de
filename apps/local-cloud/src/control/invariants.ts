import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { localCredentials, serviceBusConnectionString } from '@causeway/engines';
import type { Sources } from '@causeway/invariants';
import type { Databases } from '../databases.js';
import type { Ports } from '../ports.js';

const program = fileURLToPath(new URL('./check-invariants.js', import.meta.url));
const timeoutMs = 120_000;

/** The question whether I1 to I9 hold, answered from the stores; asked twice at a time, it is answered once. */
export function invariantsOf(ports: Ports, databases: Databases): () => Promise<unknown> {
  const sources = JSON.stringify(sourcesOf(ports, databases));
  let asking: Promise<unknown> | undefined;
  return () => {
    asking ??= ask(sources).finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

function ask(sources: string): Promise<unknown> {
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
    const args = ['--disable-warning=ExperimentalWarning', program, sources];
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout));
      else reject(new Error(`The invariants could not be checked: ${stderr === '' ? error.message : stderr}`));
    });
  });
}

function sourcesOf(ports: Ports, databases: Databases): Sources {
  const url = (port: number) => `http://127.0.0.1:${port}`;
  return {
    dynamo: {
      endpoint: url(ports.dynamo),
      region: 'eu-west-1',
      tables: { identity: 'causeway-identity', products: 'causeway-products', orders: 'causeway-orders' },
    },
    sql: databases,
    sandboxUrl: url(ports.sandbox),
    mailboxUrl: url(ports.mailbox),
    serviceBus: {
      connectionString: serviceBusConnectionString(ports.serviceBus),
      countsUrl: `${url(ports.serviceBusAdmin)}/counts`,
    },
  };
}
