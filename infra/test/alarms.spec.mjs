import { localOf, moduleOf, resourcesOf, source } from './configuration.mjs';
import { topology } from './topology.mjs';

it('has an alarm on every queue of what could not be done', () => {
  const queues = resourcesOf('aws_sqs_queue');
  expect(queues.length).toBeGreaterThan(0);
  for (const { folder, name } of queues) {
    const alarms = resourcesOf('aws_cloudwatch_metric_alarm').filter(
      ({ folder: where, is }) => where === folder && is.dimensions.QueueName === `\${aws_sqs_queue.${name}.name}`,
    );
    expect(alarms.map(({ is }) => [is.metric_name, is.threshold, is.comparison_operator])).toEqual([
      ['ApproximateNumberOfMessagesVisible', 0, 'GreaterThanThreshold'],
    ]);
  }
});

it('has an alert on the dead letters of every subscription', () => {
  const [alert] = resourcesOf('azurerm_monitor_metric_alert').filter(
    ({ is }) => is.criteria[0].metric_name === 'DeadletteredMessages',
  );
  expect(alert.is.for_each).toBe(source('local.topics'));
  expect(alert.is.criteria[0]).toMatchObject({ operator: 'GreaterThan', threshold: 0 });
  expect(alert.is.criteria[0].dimension[0]).toMatchObject({ name: 'EntityName', values: [source('each.key')] });
  expect(localOf('azure', 'topics')).toBe(source('toset(local.topology.topics[*].name)'));
  const topics = topology.topics.map(({ name }) => name);
  for (const { topic } of topology.subscriptions) expect(topics).toContain(topic);
});

it('tells somebody of every alarm', () => {
  for (const { is, called } of resourcesOf('aws_cloudwatch_metric_alarm'))
    expect([called, is.alarm_actions]).toEqual([called, [expect.stringMatching(/alarm/)]]);
  for (const { is, called } of resourcesOf('azurerm_monitor_metric_alert'))
    expect([called, is.action]).toEqual([called, [expect.objectContaining({ action_group_id: expect.any(String) })]]);
  expect(resourcesOf('aws_sns_topic_subscription')).toHaveLength(1);
});

it('keeps logs for as long as it is told, and no longer', () => {
  for (const { is, called } of resourcesOf('aws_cloudwatch_log_group', 'azurerm_log_analytics_workspace'))
    expect([called, is.retention_in_days]).toEqual([called, source('var.log_retention_days')]);
});

it('tells somebody of costs on both clouds before they are all there', () => {
  for (const { is } of resourcesOf('aws_budgets_budget', 'azurerm_consumption_budget_resource_group'))
    expect(is.notification.map(({ threshold }) => threshold)).toEqual([80, 100]);
  expect(Object.keys(moduleOf('.').variable.monthly_budget[0])).toContain('description');
});
