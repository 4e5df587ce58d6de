import type { Namespace } from '../broker/namespace.js';

const escaped = (label: string): string => label.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

/** The counts in Prometheus' text format. */
export function metricsText(namespace: Namespace, connections: number, healthy: boolean): string {
  const samples = Object.entries(namespace.counts()).flatMap(([entity, counts]) =>
    Object.entries(counts).map(
      ([state, count]) => `service_bus_messages{entity="${escaped(entity)}",state="${state}"} ${count}`,
    ),
  );
  return [
    '# HELP service_bus_messages Messages of an entity by state; locked ones are also counted under another state.',
    '# TYPE service_bus_messages gauge',
    ...samples,
    '# HELP service_bus_connections Connected AMQP clients.',
    '# TYPE service_bus_connections gauge',
    `service_bus_connections ${connections}`,
    '# HELP service_bus_healthy 1 while messages can go through.',
    '# TYPE service_bus_healthy gauge',
    `service_bus_healthy ${healthy ? 1 : 0}`,
    '# HELP process_resident_memory_bytes Resident memory.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n');
}
