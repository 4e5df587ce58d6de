// The one table of unit prices: US dollars without tax, list prices of US East (N. Virginia) and East US, which the pages below
// name; in Ireland and North Europe most are the same and some about a tenth more.
//
// `source` is where a price stands. `seen` is how the page dates itself on which it was read, which is not always the vendor's
// own; null: it is the list price as we know it, and nobody has compared it with the page that is named. `free` is what a month's
// bill leaves out, and the estimate does not.

const us = { aws: 'us-east-1', azure: 'eastus' };
const aws = (usd, per, source, seen, free) => ({ cloud: 'aws', region: us.aws, usd, per, source, seen, free });
const azure = (usd, per, source, seen, free) => ({ cloud: 'azure', region: us.azure, usd, per, source, seen, free });

const million = 1e6;
const dynamo = 'https://airbyte.com/data-engineering-resources/dynamodb-pricing';
const waf = 'https://awsnegotiations.com/waf-pricing-strategy.html';
const watch = 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/';
const egress = 'https://cloudtoolstack.com/blog/cloud-egress-cost-optimization';
const flex = 'https://modal.com/blog/azure-function-pricing-guide';

export const currency = 'USD';
export const hoursPerMonth = 730;

/** By name: a price of `usd` for `per` units of what the name says. */
export const prices = {
  'lambda.request': aws(0.2, million, 'https://aws.amazon.com/lambda/pricing/', null, '1 million requests a month'),
  'lambda.gb-second': aws(
    0.0000133334,
    1,
    'https://cloudchipr.com/blog/aws-lambda-pricing',
    '2024',
    '400,000 GB-s a month',
  ),
  'api-gateway.request': aws(3.5, million, 'https://www.egresscost.com/hidden-costs', '2026-03'),
  'waf.acl-month': aws(5, 1, waf, '2026'),
  'waf.rule-month': aws(1, 1, waf, '2026'),
  'waf.request': aws(0.6, million, waf, '2026'),
  'dynamodb.write': aws(0.625, million, dynamo, '2025-07-21'),
  'dynamodb.replicated-write': aws(0.625, million, 'https://aws.amazon.com/dynamodb/pricing/on-demand/', null),
  'dynamodb.read': aws(0.125, million, dynamo, '2025-07-21'),
  'dynamodb.gb-month': aws(0.25, 1, 'https://aws.amazon.com/dynamodb/pricing/on-demand/', null, '25 GB'),
  'dynamodb.recovery-gb-month': aws(0.2, 1, 'https://aws.amazon.com/dynamodb/pricing/on-demand/', null),
  'cloudwatch.log-gb': aws(0.5, 1, watch, '2026-06-13', '5 GB a month'),
  'cloudwatch.dashboard-month': aws(3, 1, watch, '2026-06-13', '3 dashboards'),
  'cloudwatch.alarm-month': aws(0.1, 1, 'https://aws.amazon.com/cloudwatch/pricing/', null, '10 alarms'),
  'xray.trace': aws(5, million, 'https://aws.amazon.com/xray/pricing/', null, '100,000 traces a month'),
  'kms.key-month': aws(1, 1, 'https://aws.amazon.com/kms/pricing/', null),
  'kms.request': aws(0.03, 10_000, 'https://aws.amazon.com/kms/pricing/', null, '20,000 requests a month'),
  'secrets-manager.secret-month': aws(0.4, 1, 'https://aws.amazon.com/secrets-manager/pricing/', null),
  'secrets-manager.request': aws(0.05, 10_000, 'https://aws.amazon.com/secrets-manager/pricing/', null),
  'sqs.request': aws(0.4, million, 'https://aws.amazon.com/sqs/pricing/', null, '1 million requests a month'),
  'sns.email': aws(2, 100_000, 'https://aws.amazon.com/sns/pricing/', null, '1,000 letters a month'),
  's3.gb-month': aws(0.023, 1, 'https://aws.amazon.com/s3/pricing/', null),
  's3.read': aws(0.0004, 1000, 'https://aws.amazon.com/s3/pricing/', null),
  'cloudfront.request': aws(0.01, 10_000, 'https://aws.amazon.com/cloudfront/pricing/', null, '10 million a month'),
  'cloudfront.gb': aws(
    0.085,
    1,
    'https://dodatech-tutorial.pages.dev/devops-cost/data-transfer-costs/',
    '2026-06-20',
    '1 TB a month',
  ),
  'cloudfront.function': aws(0.1, million, 'https://aws.amazon.com/cloudfront/pricing/', null, '2 million a month'),
  'aws.egress-gb': aws(0.09, 1, egress, '2026', '100 GB a month'),

  'functions.execution': azure(
    0.4,
    million,
    'https://azure.microsoft.com/pricing/details/functions/',
    null,
    '250,000 a month',
  ),
  'functions.gb-second': azure(0.000026, 1, flex, '2025-05-22', '100,000 GB-s a month'),
  'functions.ready-gb-second': azure(0.000004, 1, 'https://azure.microsoft.com/pricing/details/functions/', null),
  'service-bus.standard-hour': azure(0.0135, 1, 'https://azure.microsoft.com/pricing/details/service-bus/', null),
  'service-bus.operation': azure(
    0.8,
    million,
    'https://azure.microsoft.com/pricing/details/service-bus/',
    null,
    '13 million a month, with the base charge',
  ),
  'service-bus.premium-unit-hour': azure(0.9275, 1, 'https://azure.microsoft.com/pricing/details/service-bus/', null),
  'sql.vcore-second': azure(
    0.000145,
    1,
    'https://azure.microsoft.com/pricing/details/azure-sql-database/single/',
    null,
  ),
  'sql.gb-month': azure(0.115, 1, 'https://cal53.calculator.city/?p=139322', 'undated'),
  'sql.backup-gb-month': azure(0.2, 1, 'https://azure.microsoft.com/pricing/details/azure-sql-database/single/', null),
  'storage.gb-month': azure(0.023, 1, 'https://azure.microsoft.com/pricing/details/storage/blobs/', null),
  'storage.write': azure(0.0625, 10_000, 'https://azure.microsoft.com/pricing/details/storage/blobs/', null),
  'monitor.log-gb': azure(2.3, 1, 'https://azure.microsoft.com/pricing/details/monitor/', null, '5 GB a month'),
  'monitor.series-month': azure(0.1, 1, 'https://azure.microsoft.com/pricing/details/monitor/', null),
  'private-endpoint.hour': azure(
    0.01,
    1,
    'https://kindatechnical.com/azure-private-link-guide/estimating-costs-for-private-link.html',
    'undated',
  ),
  'private-endpoint.gb': azure(0.01, 1, 'https://azure.microsoft.com/pricing/details/private-link/', null),
  'private-dns.zone-month': azure(0.5, 1, 'https://azure.microsoft.com/pricing/details/dns/', null),
  'nat-gateway.hour': azure(0.045, 1, 'https://azure.microsoft.com/pricing/details/azure-nat-gateway/', null),
  'nat-gateway.gb': azure(0.045, 1, 'https://azure.microsoft.com/pricing/details/azure-nat-gateway/', null),
  'public-ip.hour': azure(0.005, 1, 'https://azure.microsoft.com/pricing/details/ip-addresses/', null),
  'key-vault.operation': azure(0.03, 10_000, 'https://azure.microsoft.com/pricing/details/key-vault/', null),
  'azure.egress-gb': azure(0.087, 1, egress, '2026', '100 GB a month'),
};
