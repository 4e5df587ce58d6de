import type { Broker } from '../amqp/broker.js';
import type { Asked } from './asked.js';
import type { Entry } from './document.js';

/** Hosts of the service in its clouds, which begin with the namespace's name. */
const OF_THE_SERVICE = /^([^.]+)\.servicebus\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)(?::\d+)?$/i;

/** The namespace as a whole; its name is that of the host the client used, or else the configuration's. */
export function namespaceInfo({ namespace }: Broker, { host, now }: Asked): Entry {
  const records = [...namespace.records.values()];
  const createdAt = Math.min(now, ...records.map((record) => record.createdAt));
  const updatedAt = Math.max(createdAt, ...records.map((record) => record.updatedAt));
  const name = OF_THE_SERVICE.exec(host)?.[1] ?? namespace.name;
  return {
    path: '$namespaceinfo',
    title: name,
    createdAt,
    updatedAt,
    root: 'NamespaceInfo',
    content: {
      CreatedTime: new Date(createdAt).toISOString(),
      MessagingSKU: 'Standard',
      ModifiedTime: new Date(updatedAt).toISOString(),
      Name: name,
      NamespaceType: 'Messaging',
    },
  };
}
