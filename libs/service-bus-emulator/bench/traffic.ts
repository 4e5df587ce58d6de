import { azureClient } from './azure-client.ts';
import { type Client, roundTrip, throughput } from './load.ts';
import { rheaClient } from './rhea-client.ts';
import { QUEUES, type Server, startEcho, startEmulator } from './server.ts';
import { type Spread, spreadOf } from './spread.ts';

export const IN_FLIGHT = [1, 16, 64] as const;

/** One server as one client sees it. */
export interface Traffic {
  readonly client: string;
  readonly server: string;
  /** Cycles of send, receive and complete per second, for each of `IN_FLIGHT`. */
  readonly perSecond: readonly Spread[];
  /** Ms from send to received, one at a time. */
  readonly p50: Spread;
  readonly p99: Spread;
}

interface Subject {
  readonly client: string;
  readonly server: string;
  readonly under: Client;
  readonly perSecond: number[][];
  readonly p50: number[];
  readonly p99: number[];
}

/** Measures all servers in turn, round by round, so that what else the machine does hits all of them alike. */
export async function measureTraffic(rounds: number, cellMs: number): Promise<Traffic[]> {
  const [memory, durable, echo] = await Promise.all([startEmulator('memory'), startEmulator('durable'), startEcho()]);
  const subjects = await connect({ memory, durable, echo });
  for (const { under } of subjects) await throughput(under, 64, cellMs * 2); // warms up
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) await measure(subject, cellMs);
  }
  await Promise.all(subjects.map(({ under }) => under.close()));
  await Promise.all([memory, durable, echo].map((server) => server.stop()));
  return subjects.map(({ client, server, perSecond, p50, p99 }) => ({
    client,
    server,
    perSecond: perSecond.map(spreadOf),
    p50: spreadOf(p50),
    p99: spreadOf(p99),
  }));
}

async function connect({ memory, durable, echo }: Record<'memory' | 'durable' | 'echo', Server>): Promise<Subject[]> {
  const subject = (client: string, server: string, under: Client): Subject => ({
    client,
    server,
    under,
    perSecond: IN_FLIGHT.map(() => []),
    p50: [],
    p99: [],
  });
  const [forRhea, forAzure] = QUEUES;
  return [
    subject('rhea', 'echo', await rheaClient(echo.port, forRhea)),
    subject('rhea', 'emulator, memory', await rheaClient(memory.port, forRhea)),
    subject('rhea', 'emulator, durable', await rheaClient(durable.port, forRhea)),
    subject('@azure/service-bus', 'emulator, memory', azureClient(memory.connectionString, forAzure)),
    subject('@azure/service-bus', 'emulator, durable', azureClient(durable.connectionString, forAzure)),
  ];
}

async function measure({ under, perSecond, p50, p99 }: Subject, cellMs: number): Promise<void> {
  for (const [index, inFlight] of IN_FLIGHT.entries())
    perSecond[index]?.push(await throughput(under, inFlight, cellMs));
  const trip = await roundTrip(under, cellMs);
  p50.push(trip.p50);
  p99.push(trip.p99);
}
