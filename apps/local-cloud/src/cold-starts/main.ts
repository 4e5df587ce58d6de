import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, startBlob, startDynamo } from '@causeway/engines';
import { Command, InvalidArgumentError } from 'commander';
import { bundleOf } from '../cloud-bundles/bundle.js';
import { cloudApps } from '../cloud-bundles/cloud-apps.js';
import { functionsFiles } from '../cloud-bundles/functions-files.js';
import { databasesOf } from '../databases.js';
import { bundleFolder, requireCloudBundles } from '../hosts/cloud-bundles.js';
import { portsFrom, shopPorts } from '../ports.js';
import { secretsIn } from '../secrets.js';
import { processesOf } from '../system.js';
import { type Measured, tableOf } from './report.js';
import { type Subject, startOf } from './starts.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const beside = (script: string) => fileURLToPath(new URL(`./${script}.js`, import.meta.url));
/** What the apps of a cloud are compared with, each script by its name in the table. */
const plain = {
  'plain (aws)': { cloud: 'aws', script: 'plain-lambda' },
  'plain (aws), DynamoDB alone': { cloud: 'aws', script: 'bare-lambda' },
  'plain (azure)': { cloud: 'azure', script: 'plain-functions' },
} as const;

/** What is asked first: it reads the service's store once, as the plain handlers do. */
const firstPath: Readonly<Record<string, string>> = {
  'identity-service': '/.well-known/jwks.json',
  'product-service': '/v1/products?limit=1',
};

/**
 * `npm run cold-starts`: how long the bundles of dist/cloud take from nothing to their first answer, in fresh processes,
 * against plain handlers with the same clients, one after the other and again. Answers the exit code.
 */
export async function coldStarts(argv: readonly string[]): Promise<number> {
  const { runs, json } = readOptions(argv);
  requireCloudBundles();
  const folder = mkdtempSync(join(tmpdir(), 'causeway-cold-'));
  const ports = portsFrom(await freePorts(shopPorts));
  mkdirSync(join(folder, 'sql'));
  const dynamo = await startDynamo({ port: ports.dynamo });
  const blob = await startBlob({ port: ports.blob, dataDir: join(folder, 'blob') });
  try {
    const subjects = await subjectsIn(folder, ports);
    // The first start of a service makes its table, and is no start like the others.
    for (const subject of subjects.toReversed()) await startOf(subject);
    const measured: Measured[] = subjects.map(({ name, cloud }) => ({ name, cloud, starts: [] }));
    for (let run = 0; run < runs; run += 1) {
      for (const [index, subject] of subjects.entries()) measured[index]?.starts.push(await startOf(subject));
    }
    console.log(tableOf(measured));
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(measured, null, 2)}\n`);
    return 0;
  } finally {
    await Promise.all([dynamo.stop(), blob.stop()]);
    rmSync(folder, { recursive: true });
  }
}

async function subjectsIn(folder: string, ports: ReturnType<typeof portsFrom>): Promise<Subject[]> {
  const processes = processesOf({
    ports,
    dataDir: folder,
    databases: databasesOf(folder, undefined),
    publicUrl: 'http://localhost:8080',
    secrets: secretsIn(folder),
    hosts: 'cloud',
  });
  const envOf = (name: string) => ({
    ...processes.find((one) => one.name === name)?.env,
    PATH: process.env.PATH ?? '',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    LOG_LEVEL: 'silent',
  });
  const apps = cloudApps
    .filter(({ name }) => name !== 'bridge')
    .map(({ name, cloud }) => ({
      ...{ name, cloud, folder: bundleFolder(name), env: envOf(name) },
      path: firstPath[name] ?? '/health/ready',
    }));
  const envs = { aws: envOf('product-service'), azure: envOf('payment-service') };
  const plains = await Promise.all(
    Object.entries(plain).map(([name, { cloud, script }]) =>
      plainSubject(script, folder, { name, cloud, env: envs[cloud] }),
    ),
  );
  return [...plains, ...apps];
}

/** A plain handler, packed as the apps are. */
async function plainSubject(
  script: string,
  folder: string,
  about: Pick<Subject, 'name' | 'cloud' | 'env'>,
): Promise<Subject> {
  const { code } = await bundleOf([beside(script)], ['@azure/functions-core'], root);
  const place = join(folder, script);
  mkdirSync(place);
  writeFileSync(join(place, 'index.mjs'), code);
  if (about.cloud === 'azure')
    for (const [file, bytes] of Object.entries(functionsFiles)) writeFileSync(join(place, file), bytes);
  return { ...about, folder: place, path: '/' };
}

function readOptions(argv: readonly string[]): { runs: number; json?: string } {
  return new Command('cold-starts')
    .description('Measures how long the bundles of dist/cloud take from nothing to their first answer.')
    .option('--runs <n>', 'fresh processes of each', wholeNumber, 20)
    .option('--json <file>', 'writes every start there, too')
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse([...argv], { from: 'user' })
    .opts();
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It is a whole number from 1 to 999.');
  return Number(value);
}
