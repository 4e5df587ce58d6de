import { ServiceBusAdministrationClient } from '@azure/service-bus';

/**
 * The client for administration: at `SERVICE_BUS_ADMIN_CONNECTION_STRING` if that is set, or where messages are. `none`
 * says that the target has no administration: then its entities are those of the suite's Config.json.
 */
export function administration(connectionString: string): ServiceBusAdministrationClient | undefined {
  const place = process.env.SERVICE_BUS_ADMIN_CONNECTION_STRING ?? connectionString;
  if (place === 'none') return undefined;
  return new ServiceBusAdministrationClient(place, {
    retryOptions: { maxRetries: 3 },
    additionalPolicies: isPlainHttp(place) ? [{ policy: withoutTls, position: 'perRetry' }] : [],
  });
}

/** Microsoft's emulator administers on a port of its own, without TLS, which the client cannot be told. */
const isPlainHttp = (place: string): boolean =>
  place.includes('UseDevelopmentEmulator=true') && /Endpoint=sb:\/\/[^;/]*:5300/.test(place);

const withoutTls: NonNullable<
  NonNullable<ConstructorParameters<typeof ServiceBusAdministrationClient>[2]>['additionalPolicies']
>[number]['policy'] = {
  name: 'withoutTls',
  sendRequest: (request, next) => {
    request.url = request.url.replace(/^https:/, 'http:');
    request.allowInsecureConnection = true;
    return next(request);
  },
};
