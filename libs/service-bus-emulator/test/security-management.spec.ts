import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';
import { entities, keyOf, keys } from './access-keys.js';
import { type Running, startWith } from './emulator.js';

describe('the keys of the management API', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith(entities, { keys });
  });

  afterAll(() => bus.stop());

  const administerWith = async (name: string, key = keyOf(name)): Promise<ServiceBusAdministrationClient> =>
    new ServiceBusAdministrationClient(
      `Endpoint=sb://localhost:${bus.port};SharedAccessKeyName=${name};SharedAccessKey=${key};UseDevelopmentEmulator=true`,
      {
        tlsOptions: { ca: await bus.certificate() },
        retryOptions: { maxRetries: 0 },
      },
    );

  it('need Manage', async () => {
    const admin = await administerWith('root');
    await admin.createQueue('made');
    expect(await admin.queueExists('made')).toBe(true);
    await expect((await administerWith('send')).getQueue('work')).rejects.toMatchObject({
      statusCode: 401,
      code: 'UnauthorizedRequestError',
      message: expect.stringContaining("'Manage' claim(s) are required"),
    });
    await expect((await administerWith('root', 'AAAAAAAAAAAA')).deleteQueue('work')).rejects.toMatchObject({
      statusCode: 401,
      message: expect.stringContaining('InvalidSignature'),
    });
  });

  it('are good for the namespace, for lists and for rules, whose addresses are not those of entities', async () => {
    const admin = await administerWith('root');
    expect(await admin.getNamespaceProperties()).toMatchObject({ name: 'test' });
    const names = async (listed: AsyncIterable<{ name: string }>): Promise<string[]> => {
      const found: string[] = [];
      for await (const { name } of listed) found.push(name);
      return found;
    };
    expect(await names(admin.listQueues())).toContain('work');
    expect(await names(admin.listTopics())).toContain('news');
    await admin.createRule('news', 'all', 'some', { sqlExpression: 'a = 1' });
    expect(await names(admin.listRules('news', 'all'))).toEqual(['$Default', 'some']);
    await admin.deleteRule('news', 'all', 'some');
  });

  it('that an entity carries itself are good for it, both of each rule, until it is changed', async () => {
    const admin = await administerWith('root');
    const rule = {
      claimType: 'SharedAccessKey',
      accessRights: ['Send' as const],
      keyName: 'sender',
      primaryKey: 'cHJpbWFyeSBrZXkgb2Ygc2VuZGVy',
      secondaryKey: 'c2Vjb25kYXJ5IGtleSBvZiBzZW5k',
    };
    const queue = await admin.createQueue('guarded', { authorizationRules: [rule] });
    const sendWith = async (key: string, to: string): Promise<void> => {
      const client = new ServiceBusClient(
        `Endpoint=sb://localhost:${bus.port};SharedAccessKeyName=sender;SharedAccessKey=${key};UseDevelopmentEmulator=true`,
        { retryOptions: { maxRetries: 0 } },
      );
      await client
        .createSender(to)
        .sendMessages({ body: 1 })
        .finally(() => client.close());
    };
    await sendWith(rule.primaryKey, 'guarded');
    await sendWith(rule.secondaryKey, 'guarded');
    await expect(sendWith(rule.primaryKey, 'work')).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    await admin.updateQueue({ ...queue, authorizationRules: [{ ...rule, primaryKey: 'bmV3IHByaW1hcnkga2V5' }] });
    await expect(sendWith(rule.primaryKey, 'guarded')).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    await sendWith(rule.secondaryKey, 'guarded');
  });
});
