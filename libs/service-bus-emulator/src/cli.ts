import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Tier, tiers } from './broker/limits.js';
import { InvalidConfig } from './config/definitions.js';
import type { EmulatorConfig } from './config/schema.js';
import { type Emulator, startEmulator } from './emulator.js';
import { armFromParent } from './failpoints.js';
import type { AccessKey } from './security/access-key.js';
import { checkedKeys } from './security/checked-keys.js';
import { EmulatorError } from './start-error.js';
import { UnusableDataFile } from './storage/data-file.js';
import type { Identity } from './tls/identity.js';

interface Flags {
  config: string;
  port: number;
  host: string;
  data?: string;
  memory?: boolean;
  httpPort?: number;
  allowFaults?: boolean;
  allowFailpoints?: boolean;
  tlsKey?: string;
  tlsCert?: string;
  keys?: string;
  tier?: Tier;
  maxMessageBytes?: number;
  maxConnections?: number;
}

const DEFAULT_PORT = 5672;
const CERTIFICATE_DELAY = 1500;

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return value;
};

const aCount = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number above 0.');
  return value;
};

/** The command line: starts an emulator and runs until it is told to stop. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('service-bus-emulator')
    .description('A durable Azure Service Bus emulator.')
    .requiredOption('--config <file>', "Microsoft's Config.json: queues, topics, subscriptions, rules")
    .option('--port <n>', 'AMQP port; 0 lets the system choose', port, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder of the data file')
    .option('--memory', 'keep nothing on disk')
    .option('--keys <file>', 'JSON of shared access keys: without it every token is good')
    .addOption(new Option('--tier <tier>', 'whose limits apply; standard unless given').choices([...tiers]))
    .option('--max-message-bytes <n>', "largest message; the tier's unless given", aCount)
    .option('--max-connections <n>', 'connections at a time; 5000 unless given', aCount)
    .option('--tls-key <file>', 'PEM of the private key for TLS; without it the emulator makes its own')
    .option('--tls-cert <file>', 'PEM of its certificate')
    .option('--http-port <n>', 'port of /health, /counts and /metrics; 0 lets the system choose', port)
    .option('--allow-failpoints', 'let the parent process say over IPC at which point to die or freeze')
    .option('--allow-faults', 'let /faults on the HTTP port duplicate, delay and reorder messages');
  const flags = program.parse(argv).opts<Flags>();
  if (flags.allowFailpoints === true) armFromParent();
  try {
    runUntilTold(await start(flags));
  } catch (error) {
    if (!isForOperators(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function start(flags: Flags): Promise<Emulator> {
  return startEmulator({
    config: readConfig(flags.config),
    port: flags.port,
    host: flags.host,
    memory: flags.memory,
    dataFile: flags.memory === true ? undefined : dataFile(flags.data),
    adminPort: flags.httpPort,
    allowFaults: flags.allowFaults,
    tls: readTls(flags),
    tier: flags.tier,
    maxMessageBytes: flags.maxMessageBytes,
    maxConnections: flags.maxConnections,
    keys: flags.keys === undefined ? undefined : readKeys(flags.keys),
  });
}

const readConfig = (path: string): EmulatorConfig => readJson(path, 'configuration') as EmulatorConfig; // startEmulator checks it

function readKeys(path: string): readonly AccessKey[] {
  const keys = checkedKeys(readJson(path, 'key file'), path);
  if (keys.length === 0)
    throw new EmulatorError(`The key file ${path} has no key; without --keys every token is good.`);
  return keys;
}

function readTls({ tlsKey, tlsCert }: Flags): Identity | undefined {
  if (tlsKey === undefined && tlsCert === undefined) return undefined;
  if (tlsKey === undefined || tlsCert === undefined)
    throw new EmulatorError('Give both --tls-key and --tls-cert, or neither.');
  return { key: readText(tlsKey, 'private key'), cert: readText(tlsCert, 'certificate') };
}

function readJson(path: string, what: string): unknown {
  return reading(path, what, () => JSON.parse(readFileSync(path, 'utf8')));
}

const readText = (path: string, what: string): string => reading(path, what, () => readFileSync(path, 'utf8'));

function reading<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new EmulatorError(
      `The ${what} ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function dataFile(folder: string | undefined): string {
  if (folder === undefined)
    throw new EmulatorError('Say where to keep data with --data <dir>, or keep nothing with --memory.');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new EmulatorError(
      `The folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return join(folder, 'service-bus.db');
}

/** Tells a parent process that it is ready, and ends with the parent, at SIGTERM, or at Ctrl-C. */
function runUntilTold(emulator: Emulator): void {
  const { port: amqp, httpPort, connectionString, certificateFile } = emulator;
  process.stdout.write(
    `${JSON.stringify({ msg: 'listening', port: amqp, httpPort, connectionString, certificateFile })}\n`,
  );
  process.send?.({ type: 'listening', port: amqp, httpPort, certificateFile });
  // Clients want to trust the file before they first connect; making it can wait for those that are in a hurry.
  if (certificateFile !== undefined) setTimeout(() => void emulator.certificate(), CERTIFICATE_DELAY).unref();
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void emulator.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

const isForOperators = (error: unknown): error is Error =>
  error instanceof EmulatorError ||
  error instanceof InvalidConfig ||
  error instanceof UnusableDataFile ||
  isBadRule(error);

const isBadRule = (error: unknown): boolean => error instanceof Error && error.name === 'BrokerFailure';
