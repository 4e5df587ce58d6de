import { hoursPerMonth } from './prices.mjs';

const secondsPerMonth = hoursPerMonth * 3600;

/**
 * What a month costs when nobody comes: lines as in `perOrder`, for an environment as `environmentIn` reads it. The numbers
 * of things are those of infra/.
 */
export function perMonth({ databases, alwaysReady, isPremium }) {
  const line = (cloud, service, price, amount, why) => ({ cloud, service, price, amount, why, isEgress: false });
  const aws = (...rest) => line('aws', ...rest);
  const azure = (...rest) => line('azure', ...rest);
  const rounds = 3 * hoursPerMonth * 60;
  const timers = 7 * hoursPerMonth * 60;
  const cores = databases.reduce((sum, { minCores }) => sum + minCores, 0);
  const endpoints = isPremium ? 7 : 6;
  return [
    aws('WAF', 'waf.acl-month', 1, 'one for all APIs'),
    aws('WAF', 'waf.rule-month', 5, 'two limits and three groups of AWS'),
    aws('Lambda', 'lambda.request', rounds, 'the rounds of three services, every minute'),
    aws('Lambda', 'lambda.gb-second', rounds * 0.15 * 0.5, '150 ms of 0.5 GB each. Assumed'),
    aws(
      'DynamoDB',
      'dynamodb.read',
      rounds * 20,
      'a round looks into the sixteen shards of what is due, and the outbox',
    ),
    aws('CloudWatch', 'cloudwatch.alarm-month', 32, 'three for each of eight functions, and eight others'),
    aws('CloudWatch', 'cloudwatch.dashboard-month', 1, 'one'),
    aws('CloudWatch', 'cloudwatch.log-gb', (rounds * 500) / 1e9, 'what Lambda writes of each round'),
    aws('KMS', 'kms.key-month', 1, 'one for all data'),
    aws('Secrets Manager', 'secrets-manager.secret-month', 10, 'three for cursors, six keys, and their list'),
    aws('Secrets Manager', 'secrets-manager.request', 2000, 'a start of a function reads two'),
    aws('S3', 's3.gb-month', 2, "the storefront's files and pictures, with older versions"),
    aws('SQS', 'sqs.request', 0, 'only what failed gets there'),
    aws('SNS', 'sns.email', 20, 'alarms, in a quiet month'),

    isPremium
      ? azure('Service Bus', 'service-bus.premium-unit-hour', hoursPerMonth, 'one messaging unit')
      : azure('Service Bus', 'service-bus.standard-hour', hoursPerMonth, 'the base charge'),
    azure(
      'Azure SQL',
      'sql.vcore-second',
      cores * secondsPerMonth,
      `the least cores of ${databases.length} databases, which timers keep awake`,
    ),
    azure('Azure SQL', 'sql.gb-month', databases.length * 5, 'the least that a database keeps, with its logs'),
    azure('Azure SQL', 'sql.backup-gb-month', databases.length * 5, 'weeks and months of backups'),
    azure(
      'Functions',
      'functions.ready-gb-second',
      alwaysReady * 2 * secondsPerMonth,
      `${alwaysReady} instances of 2 GB stand ready`,
    ),
    azure('Functions', 'functions.execution', timers, 'seven timers, every minute'),
    azure('Functions', 'functions.gb-second', timers * 2, 'a turn of 2 GB, paid for as a second at least'),
    azure('Storage', 'storage.gb-month', 5, 'two accounts: bundles, archives, what Functions keeps'),
    azure('Storage', 'storage.write', 200_000, "Functions' own locks and timers"),
    azure(
      'Monitor',
      'monitor.series-month',
      5 + 5 + 4 + 3,
      'dead letters and backlog of five topics, errors of four apps, load of three databases',
    ),
    azure('Monitor', 'monitor.log-gb', 1, 'audits, and the timers of apps'),
    azure('Network', 'private-endpoint.hour', endpoints * hoursPerMonth, `${endpoints} endpoints`),
    azure('Network', 'private-dns.zone-month', endpoints - 1, 'the zones of their names'),
    azure('Network', 'nat-gateway.hour', hoursPerMonth, 'one way out'),
    azure('Network', 'public-ip.hour', hoursPerMonth, 'its address'),
    azure('Key Vault', 'key-vault.operation', 5000, 'a start of an app reads three'),
  ];
}
