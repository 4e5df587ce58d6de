import * as z from 'zod';
import { type AppSettings, resolved } from '../app-settings.js';
import type { FunctionMetadata } from '../rpc.js';
import { type Schedule, scheduleOf } from './schedule.js';

const timerTrigger = z.object({
  type: z.string().regex(/^timertrigger$/i),
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
  useMonitor: z.boolean().optional(),
});

/** A function that runs by the clock. */
export interface TimerFunction {
  metadata: FunctionMetadata;
  schedule: Schedule;
  runOnStartup: boolean;
  /** Whether it is told of its last and its next time. */
  useMonitor: boolean;
}

/** Timers that are due more often than this, in milliseconds, are not monitored. */
const leastMonitoredMs = 60_000;

/** @throws Error with one sentence when a schedule is wrong, or names a setting that is missing */
export function timerFunctionsIn(functions: readonly FunctionMetadata[], settings: AppSettings): TimerFunction[] {
  return functions.flatMap((metadata) => {
    const trigger = Object.values(metadata.bindings).flatMap((one) => timerTrigger.safeParse(one).data ?? [])[0];
    if (trigger === undefined) return [];
    const schedule = scheduleOf(resolved(trigger.schedule, settings));
    const useMonitor = trigger.useMonitor ?? !isOften(schedule);
    return { metadata, schedule, runOnStartup: trigger.runOnStartup, useMonitor };
  });
}

function isOften(schedule: Schedule): boolean {
  const first = schedule.next(new Date());
  const second = first && schedule.next(first);
  return first !== undefined && second !== undefined && second.getTime() - first.getTime() < leastMonitoredMs;
}
