import { deliveriesOf, published } from './deliveries.mjs';

/** Of AWS's services: what reaches them by the bus comes through the bridge, over HTTPS. */
const ofAws = ['identity-service', 'product-service', 'order-service'];
const gb = 1e9;

/** What a visit is: one in thirty requests of those who look around and buy in the end. */
const looks = 30;
/** Registration or log-in, refreshed tokens, the cart, and looking whether it is paid. */
const around = 10;
const lines = 2;

/**
 * What one order causes: lines `{ cloud, service, price, amount, why, isEgress }`, the amount in the units of the price. The
 * order has two lines and is paid; requests of visitors who look around before are part of it.
 */
export function perOrder(root, environment) {
  const delivered = deliveriesOf(root);
  const deliveries = Object.values(delivered).reduce((sum, one) => sum + one, 0);
  const byBridge = ofAws.reduce((sum, name) => sum + (delivered[name] ?? 0), 0);
  const publishedBy = (names) =>
    Object.values(published)
      .filter(({ by }) => names.includes(by))
      .reduce((sum, { times }) => sum + times, 0);
  const events = Object.values(published).reduce((sum, { times }) => sum + times, 0);
  const byAws = publishedBy(ofAws);

  const publicRequests = looks + around + 1;
  const internalRequests = 1 + byBridge + 1;
  const requests = publicRequests + internalRequests;
  const writesOfOrders = 2 * (2 + 1 + 5 + 3 * 4) + 2 * byAws;
  const writesOfProducts = 2 * (1 + lines) + 2 * (1 + lines + 2) + 2;
  const writes = writesOfOrders + writesOfProducts + 4;
  const functionsRuns = deliveries + 2;

  const line = (cloud, service, price, amount, why, isEgress = false) => ({
    cloud,
    service,
    price,
    amount,
    why,
    isEgress,
  });
  const aws = (...rest) => line('aws', ...rest);
  const azure = (...rest) => line('azure', ...rest);
  return [
    aws(
      'API Gateway',
      'api-gateway.request',
      requests,
      `${publicRequests} requests of customers (${looks} to look around), ${internalRequests} of services (reserve, ${byBridge} events by the bridge, who the customer is)`,
    ),
    aws('WAF', 'waf.request', requests, 'each request to an API'),
    aws('Lambda', 'lambda.request', requests + byAws, `each request, and the relay for each of ${byAws} events`),
    aws(
      'Lambda',
      'lambda.gb-second',
      (requests - 1) * 0.06 + 0.3 + byAws * 0.1 * 0.5,
      '60 ms of 1 GB a request and 300 ms for the order, whose calls to others are waited for; 100 ms of 0.5 GB for the relay. Assumed: nobody has measured it in a cloud',
    ),
    aws(
      'DynamoDB',
      'dynamodb.write',
      writes,
      `order-service ${writesOfOrders}, product-service ${writesOfProducts}, the customer's session 4: transactions count twice, with their outbox, inbox and timeline`,
    ),
    aws(
      'DynamoDB',
      'dynamodb.replicated-write',
      writes * environment.replicas,
      `the same in each of ${environment.replicas} other regions`,
    ),
    aws(
      'DynamoDB',
      'dynamodb.read',
      publicRequests * 1.5 + 2 * (lines + 4),
      'a request reads one or two items; transactions read what they change',
    ),
    aws('DynamoDB', 'dynamodb.gb-month', (25_000 * 12) / gb, '25 kB an order with its indexes, kept a year on average'),
    aws('DynamoDB', 'dynamodb.recovery-gb-month', (25_000 * 12) / gb, 'the same, for point-in-time recovery'),
    aws(
      'CloudWatch',
      'cloudwatch.log-gb',
      (requests * 1100 + byAws * 500) / gb,
      '600 bytes of access log, 500 of the function',
    ),
    aws('X-Ray', 'xray.trace', requests * 0.05, 'one request in twenty is traced'),
    aws('KMS', 'kms.request', 0.1, 'keys are remembered for five minutes, and streams share them'),
    aws('S3', 's3.read', looks * 0.05, 'pictures, of which CloudFront has nineteen in twenty'),
    aws(
      'CloudFront',
      'cloudfront.request',
      publicRequests + looks,
      'each request of a customer, and a picture for each look',
    ),
    aws('CloudFront', 'cloudfront.function', looks, 'paths of the storefront and of pictures'),
    aws(
      'CloudFront',
      'cloudfront.gb',
      (publicRequests * 4000 + looks * 60_000) / gb,
      '4 kB an answer, 60 kB a picture',
    ),
    aws(
      'To Azure',
      'aws.egress-gb',
      (byAws * 4000 + internalRequests * 800 + 2000) / gb,
      `${byAws} events of 3 kB with AMQP around them, what the bridge is answered, and one payment looked up`,
      true,
    ),

    azure(
      'Service Bus',
      'service-bus.operation',
      environment.isPremium ? 0 : events + 2 * deliveries,
      `${events} events sent, ${deliveries} received and settled, by the topology${environment.isPremium ? '; Premium has no price for them' : ''}`,
    ),
    azure(
      'Functions',
      'functions.execution',
      functionsRuns,
      `${deliveries} deliveries, the provider's message, and one payment looked up`,
    ),
    azure(
      'Functions',
      'functions.gb-second',
      functionsRuns * 2 * 0.5,
      'half a second of 2 GB: a run counts as a second at least, and some run beside each other. Assumed',
    ),
    azure(
      'Azure SQL',
      'sql.vcore-second',
      0.12,
      '30 statements of 4 ms in three databases, as if the cores that are paid for anyway were busy. Assumed',
    ),
    azure('Azure SQL', 'sql.gb-month', (20_000 * 12) / gb, '20 kB an order in three databases, kept a year on average'),
    azure('Azure SQL', 'sql.backup-gb-month', (20_000 * 12) / gb, 'as much again in backups that are kept elsewhere'),
    azure('Storage', 'storage.write', 0.2, 'archives are written in parts of many orders; a template is read once'),
    azure('Storage', 'storage.gb-month', (10_000 * 12) / gb, '10 kB an order in the archive'),
    azure(
      'Monitor',
      'monitor.log-gb',
      (functionsRuns * 1500 + 40 * 1200) / gb,
      '1.5 kB of log a run, and 40 spans of 1.2 kB',
    ),
    azure('Network', 'private-endpoint.gb', (30 * 3000) / gb, '30 statements of 3 kB'),
    azure(
      'Network',
      'nat-gateway.gb',
      (byBridge * 5000 + 12_000) / gb,
      `${byBridge} events by the bridge, and the provider's answers`,
    ),
    azure(
      'To AWS',
      'azure.egress-gb',
      (byBridge * 4000 + 1500) / gb,
      `${byBridge} events of 3.5 kB by the bridge, and asking who the customer is`,
      true,
    ),
    azure('To the provider', 'azure.egress-gb', 8000 / gb, 'a payment is made, confirmed and looked up', true),
  ];
}
