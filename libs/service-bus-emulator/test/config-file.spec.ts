import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { type Emulator, type EmulatorConfig, startEmulator } from '../src/index.js';
import { administer, next } from './emulator.js';

const config = JSON.parse(readFileSync(join(import.meta.dirname, 'config/Config.json'), 'utf8')) as EmulatorConfig; // startEmulator checks it

describe("a Config.json with everything that Microsoft's emulator reads", () => {
  let bus: Emulator;
  let client: ServiceBusClient;

  beforeAll(async () => {
    bus = await startEmulator({ config, memory: true });
    client = new ServiceBusClient(bus.connectionString);
  });

  afterAll(async () => {
    await client.close();
    await bus.stop();
  });

  it('declares its queues, topics and subscriptions', async () => {
    const admin = await administer(bus);
    expect(await admin.getQueue('parcels')).toMatchObject({
      deadLetteringOnMessageExpiration: true,
      defaultMessageTimeToLive: 'PT1H',
      duplicateDetectionHistoryTimeWindow: 'PT20S',
      lockDuration: 'PT1M',
      maxDeliveryCount: 3,
      requiresDuplicateDetection: true,
      requiresSession: false,
      forwardTo: undefined,
    });
    expect((await admin.getQueue('tours/morning')).requiresSession).toBe(true);
    expect((await admin.getTopic('weather')).defaultMessageTimeToLive).toBe('PT30M');
    expect(await admin.getSubscription('weather', 'storms')).toMatchObject({
      lockDuration: 'PT5M',
      maxDeliveryCount: 10,
      defaultMessageTimeToLive: 'PT10M',
    });
    expect((await admin.getRule('weather', 'everything', '$Default')).filter).toMatchObject({ sqlExpression: '1=1' });
    expect((await admin.getRule('weather', 'storms', 'warning')).filter).toMatchObject({
      contentType: 'application/json',
      correlationId: 'c',
      subject: 'storm',
      messageId: 'm',
      replyTo: 'r',
      replyToSessionId: 'rs',
      sessionId: 's',
      to: 't',
      applicationProperties: { level: 'red', metres: 12, sure: true },
    });
  });

  it('routes by its rules and forwards dead letters', async () => {
    await client.createSender('weather').sendMessages([
      { body: 'breeze', subject: 'wind', applicationProperties: { speed: 10 } },
      { body: 'gale', subject: 'wind', applicationProperties: { speed: 120 } },
    ]);
    const storm = await next(client.createReceiver('weather', 'storms'));
    expect([storm.body, storm.applicationProperties]).toEqual(['gale', { speed: 120, level: 'red' }]);
    await client.createSender('parcels').sendMessages({ body: 'box', messageId: '1' });
    const receiver = client.createReceiver('parcels');
    await receiver.deadLetterMessage(await next(receiver), { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });
    expect((await next(client.createReceiver('lost.and.found'))).deadLetterSource).toBe('parcels');
  });
});
