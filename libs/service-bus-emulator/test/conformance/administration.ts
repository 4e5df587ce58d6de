import { ServiceBusAdministrationClient } from '@azure/service-bus';

/**
 * The client for administration: at `SERVICE_BUS_ADMIN_CONNECTION_STRING` if that is set, or where messages are. `none`
 * says that the target has no administration: then its entities are those of the suite's Config.json. `certificate` is
 * what an emulator of this package says of itself with.
 */
export function administration(
  connectionString: string,
  certificate?: string,
): ServiceBusAdministrationClient | undefined {
  const elsewhere = process.env.SERVICE_BUS_ADMIN_CONNECTION_STRING;
  if (elsewhere === 'none') return undefined;
  const client = new ServiceBusAdministrationClient(elsewhere ?? connectionString, {
    retryOptions: { maxRetries: 3 },
    ...(certificate === undefined ? {} : { tlsOptions: { ca: certificate } }),
  });
  if (elsewhere?.includes('UseDevelopmentEmulator=true')) speakWithoutTls(client);
  return client;
}

/** Microsoft's emulator administers on a port of its own, without TLS, which a connection string cannot say. */
export function speakWithoutTls({ pipeline }: ServiceBusAdministrationClient): void {
  pipeline.addPolicy({
    name: 'withoutTls',
    sendRequest: (request, next) => {
      request.url = request.url.replace(/^https:/, 'http:');
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
}
