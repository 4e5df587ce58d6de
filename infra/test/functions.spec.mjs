import { blockOf, moduleOf, resourcesOf, source } from './configuration.mjs';

const [{ is: lambda }] = resourcesOf('aws_lambda_function');
const [{ is: app }] = resourcesOf('azurerm_function_app_flex_consumption');

it('leaves runtime and architecture to variables, which begin with the newest', () => {
  expect(lambda).toMatchObject({ runtime: source('var.runtime'), architectures: [source('var.architecture')] });
  const { variable } = moduleOf('.');
  expect(variable.lambda_runtime[0].default).toBe('nodejs24.x');
  expect(variable.lambda_architecture[0].default).toBe('arm64');
  expect(app).toMatchObject({ runtime_name: 'node', runtime_version: source('var.node_version') });
  expect(variable.functions_node_version[0].default).toBe('24');
});

it('reserves executions for each function, and bounds the instances of each app', () => {
  expect(lambda.reserved_concurrent_executions).toBe(source('var.concurrency'));
  expect(moduleOf('aws/function').variable.concurrency[0].default).toBeUndefined();
  expect(app.maximum_instance_count).toBe(source('var.maximum_instances'));
});

it('keeps what a function could not do, however it was called', () => {
  for (const { is } of resourcesOf('aws_lambda_function_event_invoke_config'))
    expect(blockOf(blockOf(is, 'destination_config'), 'on_failure').destination).toBe(
      source('aws_sqs_queue.failures.arn'),
    );
  for (const { is } of resourcesOf('aws_lambda_event_source_mapping')) {
    expect(blockOf(blockOf(is, 'destination_config'), 'on_failure').destination_arn).toMatch(/failures_arn/);
    expect(is).toMatchObject({
      bisect_batch_on_function_error: true,
      function_response_types: ['ReportBatchItemFailures'],
    });
  }
  for (const { is } of resourcesOf('aws_cloudwatch_event_target'))
    expect(blockOf(is, 'dead_letter_config').arn).toMatch(/failures_arn/);
});

it('has the rounds of every service of AWS taken once a minute: each has an outbox at the least', () => {
  const [{ is: rule }] = resourcesOf('aws_cloudwatch_event_rule');
  expect(rule).toMatchObject({ for_each: source('local.services'), schedule_expression: 'rate(1 minute)' });
});

it('gives each function a role of its own', () => {
  expect(lambda.role).toBe(source('aws_iam_role.this.arn'));
  const attached = resourcesOf('aws_iam_role_policy_attachment', 'aws_iam_policy_attachment');
  expect(attached.map(({ called }) => called)).toEqual([]);
});

it('traces every function and every API', () => {
  expect(blockOf(lambda, 'tracing_config').mode).toBe('Active');
  for (const { is } of resourcesOf('aws_api_gateway_stage')) expect(is.xray_tracing_enabled).toBe(true);
});

it('puts a firewall before every API', () => {
  const stages = resourcesOf('aws_api_gateway_stage').map(({ name }) => name);
  const guarded = resourcesOf('aws_wafv2_web_acl_association').map(({ name }) => name);
  expect(guarded.sort()).toEqual(stages.sort());
});
