import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blobConnectionString, localCredentials, serviceBusConnectionString } from '@causeway/engines';
import type { Databases } from './databases.js';
import { hosted } from './hosts/hosted.js';
import { lockAndLeases } from './laboratory/settings.js';
import type { Hosts } from './options.js';
import type { LinkPorts, Ports } from './ports.js';
import type { Secrets } from './secrets.js';

/** One Node process of the system: its script and everything it is told. */
export interface Process {
  name: string;
  kind: 'service' | 'host';
  cloud: 'aws' | 'azure' | 'local';
  port: number;
  script: string;
  env: Record<string, string>;
}

export interface Place {
  ports: Ports;
  dataDir: string;
  databases: Databases;
  publicUrl: string;
  secrets: Secrets;
  /** Who runs the services. */
  hosts: Hosts;
  /** In a laboratory: the ports through which one cloud reaches the other. */
  links?: LinkPorts | undefined;
}

const apps = fileURLToPath(new URL('../../', import.meta.url));
const service = (name: string) => join(apps, name, 'dist', 'server.js');
const host = (name: string) => join(apps, 'local-cloud', 'dist', name, 'main.js');

/** The topology of the shop on one computer: the services of both clouds and what stands around them. */
export function processesOf(place: Place): Process[] {
  return place.hosts === 'cloud' ? hosted(serversOf(place), place) : serversOf(place);
}

function serversOf({ ports, dataDir, databases, publicUrl, secrets, links, hosts }: Place): Process[] {
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const every = {
    HOST: '127.0.0.1',
    PUBLIC_URL: publicUrl,
    CAUSEWAY_MODE: 'local',
    CURSOR_SECRET: secrets.cursorSecret,
    OTEL_EXPORTER_OTLP_ENDPOINT: url(ports.control),
    OTEL_METRIC_EXPORT_INTERVAL: '2000',
  };
  /** How the services of one cloud reach the others: those of the same cloud directly. */
  const neighbours = (cloud: Process['cloud']) => {
    const toAws = cloud === 'azure' && links !== undefined ? links : ports;
    const toAzure = cloud === 'aws' && links !== undefined ? links : ports;
    return {
      IDENTITY_URL: url(toAws.identity),
      PRODUCT_URL: url(toAws.product),
      ORDER_URL: url(toAws.order),
      PAYMENT_URL: url(toAzure.payment),
      NOTIFICATION_URL: url(toAzure.notification),
      ANALYTICS_URL: url(toAzure.analytics),
    };
  };
  const busPort = { aws: (links ?? ports).serviceBus, azure: ports.serviceBus, local: ports.serviceBus };
  /** Each with its own key, which allows what the topology says and nothing else. */
  const bus = (cloud: Process['cloud'], name: string) => ({
    SERVICE_BUS_CONNECTION_STRING: serviceBusConnectionString(busPort[cloud], {
      name,
      key: secrets.serviceBusKeys[name] ?? '',
    }),
  });
  const aws = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
  const s3 = { ...aws, S3_ENDPOINT: url(ports.s3), S3_BUCKET: 'causeway-assets' };
  const dynamo = (table: string) => ({
    ...aws,
    DYNAMODB_ENDPOINT: url(ports.dynamo),
    DYNAMODB_TABLE: table,
    DYNAMODB_CREATE_TABLE: 'true',
  });
  const blob = { AZURE_STORAGE_CONNECTION_STRING: blobConnectionString(ports.blob) };
  const key = (owner: keyof Secrets['serviceApiKeys']) => ({ SERVICE_API_KEY: secrets.serviceApiKeys[owner] });
  const provider = {
    PAYMENT_PROVIDER_URL: url(ports.sandbox),
    PAYMENT_PROVIDER_KEY: secrets.providerKey,
    PAYMENT_WEBHOOK_SECRET: secrets.webhookSecret,
  };

  const process = (name: string, cloud: Process['cloud'], port: number, env: Record<string, string>): Process => ({
    name,
    kind: 'service',
    cloud,
    port,
    script: service(name),
    env: {
      ...every,
      ...neighbours(cloud),
      PORT: String(port),
      ...env,
      ...(links === undefined ? {} : lockAndLeases(name)),
    },
  });

  return [
    process('identity-service', 'aws', ports.identity, {
      ...dynamo('causeway-identity'),
      ...bus('aws', 'identity-service'),
      SERVICE_API_KEYS: JSON.stringify(secrets.serviceApiKeys),
      DEMO_USERS: 'true',
    }),
    process('product-service', 'aws', ports.product, {
      ...dynamo('causeway-products'),
      IMPORT_BUDGET_MS: '55000',
      ...s3,
      ...bus('aws', 'product-service'),
      ...key('product-service'),
    }),
    process('order-service', 'aws', ports.order, {
      ...dynamo('causeway-orders'),
      ...bus('aws', 'order-service'),
      ...key('order-service'),
    }),
    process('payment-service', 'azure', ports.payment, {
      SQL_URL: databases.payments,
      ...blob,
      ...bus('azure', 'payment-service'),
      ...provider,
      ...key('payment-service'),
    }),
    process('notification-service', 'azure', ports.notification, {
      SQL_URL: databases.notifications,
      ...blob,
      ...bus('azure', 'notification-service'),
      ...key('notification-service'),
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    }),
    process('analytics-service', 'azure', ports.analytics, {
      SQL_URL: databases.analytics,
      ...blob,
      ...bus('azure', 'analytics-service'),
      ...key('analytics-service'),
    }),
    // A server listens to Service Bus itself; a function of AWS cannot.
    ...(hosts === 'cloud'
      ? [process('bridge', 'azure', ports.bridge, { ...bus('azure', 'bridge'), ...key('bridge') })]
      : []),
    process('payment-sandbox', 'local', ports.sandbox, {
      SANDBOX_DATA_FILE: join(dataDir, 'sql', 'sandbox.db'),
      SANDBOX_API_KEY: secrets.providerKey,
      PAYMENT_WEBHOOK_SECRET: secrets.webhookSecret,
      WEBHOOK_URL: `${url(ports.gateway)}/v1/payments/webhooks`,
    }),
    {
      ...process('mailbox', 'local', ports.mailbox, {
        SMTP_PORT: String(ports.smtp),
        DATA_DIR: join(dataDir, 'mailbox'),
      }),
      kind: 'host',
      script: host('mailbox'),
    },
    {
      ...process('gateway', 'aws', ports.gateway, { ...s3, CONTROL_URL: url(ports.control) }),
      kind: 'host',
      script: host('gateway'),
    },
  ];
}
