import { version } from './function-settings.js';

/** What Lambda writes about each invocation into the log of its function, beside the function's own output. */
export interface Report {
  id: string;
  durationMs: number;
  /** Megabytes. */
  memory: number;
  mostMemory: number | undefined;
  /** Milliseconds of the init phase before this invocation, where there was one. */
  initMs: number | undefined;
  /** How it ended, where that was not in order: `timeout`, `error`. */
  status?: string | undefined;
  errorType?: string | undefined;
}

export const startLine = (id: string): string => `START RequestId: ${id} Version: ${version}`;

export const endLine = (id: string): string => `END RequestId: ${id}`;

/** The last line of an invocation. The init phase is paid for, too. */
export function reportLine({ id, durationMs, memory, mostMemory, initMs, status, errorType }: Report): string {
  return [
    `REPORT RequestId: ${id}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memory} MB`,
    ...(mostMemory === undefined ? [] : [`Max Memory Used: ${mostMemory} MB`]),
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...failure(status, errorType),
  ].join('\t');
}

/** What is said of an init phase that did not end in order. */
export const initReportLine = (initMs: number, phase: 'init' | 'invoke', status: string, errorType?: string): string =>
  [`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms`, `Phase: ${phase}`, ...failure(status, errorType)].join('\t');

const failure = (status: string | undefined, errorType: string | undefined): string[] => [
  ...(status === undefined ? [] : [`Status: ${status}`]),
  ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
];
