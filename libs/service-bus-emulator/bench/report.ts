import { readFileSync } from 'node:fs';
import { availableParallelism, platform, release } from 'node:os';
import type { Footprint } from './footprint.ts';
import type { Spread } from './spread.ts';
import { IN_FLIGHT, type Traffic } from './traffic.ts';

export interface Report {
  readonly machine: string;
  readonly rounds: number;
  readonly messages: number;
  readonly traffic: readonly Traffic[];
  readonly node: Spread;
  readonly footprint: readonly Footprint[];
}

export const machine = (): string =>
  `${availableParallelism()} cores, ${distribution() ?? `${platform()} ${release()}`}, Node ${process.versions.node}`;

function distribution(): string | undefined {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return undefined; // not Linux
  }
}

/** Both tables, with medians and, in brackets, the range of the rounds. */
export function markdown({ machine, rounds, messages, traffic, node, footprint }: Report): string {
  const [echo] = traffic;
  return [
    `Messages of 1 kB through one connection, ${rounds} interleaved rounds: median (least to most), and × the bare echo. On ${machine}.`,
    '',
    ...table([
      ['Client', 'Server', ...IN_FLIGHT.map((count) => `${count} in flight, /s`), 'Round trip p50, ms', 'p99, ms'],
      ...traffic.map((one) => [
        one.client,
        one.server,
        ...one.perSecond.map((spread, index) => cell(spread, echo?.perSecond[index], 0)),
        cell(one.p50, echo?.p50, 2),
        cell(one.p99, echo?.p99, 2),
      ]),
    ]),
    '',
    `In flight: sent, received and completed, each acknowledged, before its place is taken. Round trip: send to received, one at a time. The echo is rhea as a server that keeps nothing and knows no locks; the client for it is rhea, as the unmodified client speaks to Service Bus only. Durable: acknowledged when SQLite's log is synchronized to the disk.`,
    '',
    ...table([
      ['', 'Ready after, ms', 'Memory at rest, MB', `With ${messages} messages, MB`],
      ['`node --eval ""`', range(node, 0), '', ''],
      ...footprint.map(({ server, startedIn, atRest, withMessages }) => [
        server,
        range(startedIn, 0),
        atRest?.toFixed(0) ?? 'unknown',
        withMessages?.toFixed(0) ?? 'unknown',
      ]),
    ]),
    '',
  ].join('\n');
}

const cell = (spread: Spread, floor: Spread | undefined, digits: number): string =>
  `${range(spread, digits)}, ${(spread.median / (floor?.median ?? Number.NaN)).toFixed(2)} ×`;

const range = ({ median, least, most }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;

function table([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}
