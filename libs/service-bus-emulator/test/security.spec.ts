import { createHmac } from 'node:crypto';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { type EmulatorOptions, startEmulator } from '../src/index.js';
import { entities, keyOf, keys, root } from './access-keys.js';
import { aConfig, eventually, next, type Running, startWith } from './emulator.js';

/** A token as the service's documentation builds it. */
function aToken(resource: string, keyName: string, expiresAt: number, key = keyOf(keyName)): string {
  const encoded = encodeURIComponent(resource);
  const expiry = Math.floor(expiresAt / 1000);
  const signature = createHmac('sha256', key).update(`${encoded}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${encoded}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${keyName}`;
}

const inAnHour = (): number => Date.now() + 3_600_000;

describe('with keys', () => {
  let bus: Running;
  const clients: ServiceBusClient[] = [];

  beforeAll(async () => {
    bus = await startWith(entities, { keys });
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await bus.stop();
  });

  const connect = (credentials: string, options?: ServiceBusClientOptions): ServiceBusClient => {
    const client = new ServiceBusClient(
      `Endpoint=sb://localhost:${bus.port};${credentials};UseDevelopmentEmulator=true`,
      { retryOptions: { maxRetries: 0, retryDelayInMs: 100 }, ...options },
    );
    clients.push(client);
    return client;
  };
  const withKey = (name: string, key = keyOf(name)): ServiceBusClient =>
    connect(`SharedAccessKeyName=${name};SharedAccessKey=${key}`);
  const withToken = (token: string): ServiceBusClient => connect(`SharedAccessSignature=${token}`);
  const send = (client: ServiceBusClient, to = 'work') => client.createSender(to).sendMessages({ body: to });
  const unauthorized = (sentence: string) => ({
    code: 'UnauthorizedAccess',
    message: expect.stringContaining(sentence),
  });

  it('a key with all rights sends, receives, schedules, peeks and changes rules', async () => {
    const client = withKey('root');
    await send(client);
    const receiver = client.createReceiver('work');
    await receiver.completeMessage(await next(receiver));
    const sender = client.createSender('work');
    await sender.cancelScheduledMessages(await sender.scheduleMessages({ body: 1 }, new Date(inAnHour())));
    expect(await receiver.peekMessages(1)).toEqual([]);
    const rules = client.createRuleManager('news', 'all');
    await rules.createRule('one', { sqlExpression: 'a = 1' });
    await rules.deleteRule('one');
  });

  it('a key that may only send is refused what needs Listen, and schedules and cancels', async () => {
    const client = withKey('send');
    await send(client);
    const sender = client.createSender('work');
    await sender.cancelScheduledMessages(await sender.scheduleMessages({ body: 1 }, new Date(inAnHour())));
    await expect(client.createReceiver('work').receiveMessages(1)).rejects.toMatchObject(
      unauthorized(
        "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://localhost/work'.",
      ),
    );
    await expect(client.createReceiver('work').peekMessages(1)).rejects.toMatchObject(
      unauthorized("'Listen' claim(s)"),
    );
    await expect(client.createRuleManager('news', 'all').deleteRule('$Default')).rejects.toMatchObject(
      unauthorized("'Listen' claim(s)"),
    );
    await expect(client.createRuleManager('news', 'all').listRules().next()).rejects.toMatchObject(
      unauthorized("'Listen,Manage' claim(s)"),
    );
  });

  it('a key that may only listen is refused sending and scheduling, and receives, peeks and changes rules', async () => {
    await send(withKey('root'), 'other');
    const client = withKey('listen');
    const receiver = client.createReceiver('other');
    expect(await receiver.peekMessages(1)).toMatchObject([{ body: 'other' }]);
    await receiver.completeMessage(await next(receiver));
    expect(await Array.fromAsync(client.createRuleManager('news', 'all').listRules())).toMatchObject([
      { name: '$Default' },
    ]);
    await expect(send(client, 'other')).rejects.toMatchObject(unauthorized("'Send' claim(s)"));
    await expect(
      client.createSender('other').scheduleMessages({ body: 1 }, new Date(inAnHour())),
    ).rejects.toMatchObject(unauthorized("'Send' claim(s)"));
  });

  it('a key of one entity is good for that entity and what belongs to it, in any spelling, and for nothing else', async () => {
    const client = withKey('work-only');
    await send(client, 'WORK');
    await expect(
      client.createReceiver('work', { subQueueType: 'deadLetter' }).receiveMessages(1, { maxWaitTimeInMs: 50 }),
    ).resolves.toEqual([]);
    for (const other of ['other', 'workshop', 'no-such-queue']) {
      await expect(send(client, other)).rejects.toMatchObject(
        unauthorized(`There is no key 'work-only' for 'sb://localhost:${bus.port}/${other}'`),
      );
    }
    const listener = withKey('news-listen');
    await expect(listener.createReceiver('news', 'all').receiveMessages(1, { maxWaitTimeInMs: 50 })).resolves.toEqual(
      [],
    );
    await expect(send(listener, 'news')).rejects.toMatchObject(unauthorized("'Send' claim(s)"));
  });

  it('a wrong key and an unknown name are refused', async () => {
    await expect(send(withKey('send', 'AAAAAAAAAAAAAAAA'))).rejects.toMatchObject(
      unauthorized('InvalidSignature: The token has an invalid signature.'),
    );
    await expect(send(withKey('nobody', keyOf('send')))).rejects.toMatchObject(unauthorized("no key 'nobody'"));
  });

  it('whether an entity exists is told to those only who have a right on it', async () => {
    await expect(send(withKey('listen'), 'nowhere')).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    await expect(send(withKey('send'), 'nowhere')).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });

  it.each([
    ['of the entity', 'sb://localhost/work'],
    ['of the namespace', 'sb://localhost/'],
    ['of the namespace without a scheme', 'LOCALHOST:5300'],
    ['with another scheme and port, in capitals', 'HTTPS://LocalHost:443/WORK/'],
    ['with a scheme of AMQP', 'amqps://127.0.0.1/Work'],
  ])('a ready-made token %s is good for it', async (_what, resource) => {
    await send(withToken(aToken(resource, 'send', inAnHour())));
  });

  it.each([
    ['of another entity', aToken('sb://localhost/other', 'send', inAnHour()), 'InvalidAudience'],
    ['of an entity whose name is a beginning', aToken('sb://localhost/wor', 'send', inAnHour()), 'InvalidAudience'],
    ['of something below it', aToken('sb://localhost/work/x', 'send', inAnHour()), 'InvalidAudience'],
    ['that has expired', aToken('sb://localhost/work', 'send', Date.now() - 1000), 'ExpiredToken'],
    ['signed with another key', aToken('sb://localhost/work', 'send', inAnHour(), keyOf('root')), 'InvalidSignature'],
    [
      'whose expiry was changed',
      aToken('sb://localhost/work', 'send', 1e12).replace('se=1', 'se=9'),
      'InvalidSignature',
    ],
    ['without a signature', 'SharedAccessSignature sr=sb%3A%2F%2Flocalhost&se=9999999999&skn=send', 'MalformedToken'],
    ['with a broken escape', 'SharedAccessSignature sr=%E0%A4%A&sig=x&se=9999999999&skn=send', 'MalformedToken'],
  ])('a token %s is refused', async (_what, token, code) => {
    await expect(send(withToken(token))).rejects.toMatchObject(unauthorized(code));
  });

  it('a link is closed when its token expires, and a fresh token keeps it open', async () => {
    const errors: { [queue: string]: string[] } = { work: [], other: [] };
    const received = async (queue: string): Promise<void> => {
      await send(withKey('root'), queue);
      await eventually(() => expect(bus.counts()[queue]?.active).toBe(0));
    };
    const receive = async (queue: string, token: string): Promise<ServiceBusClient> => {
      const client = withToken(token);
      client.createReceiver(queue, { receiveMode: 'receiveAndDelete' }).subscribe({
        processMessage: async () => undefined,
        processError: async ({ error }) =>
          void errors[queue]?.push('code' in error ? String(error.code) : error.message),
      });
      await received(queue);
      return client;
    };
    const expiresAt = (Math.floor(Date.now() / 1000) + 5) * 1000;
    await receive('work', aToken('sb://localhost/work', 'listen', expiresAt));
    const renewing = await receive('other', aToken('sb://localhost/other', 'listen', expiresAt));
    const { _connectionContext: context } = renewing as unknown as {
      _connectionContext: { cbsSession: { negotiateClaim(...of: string[]): Promise<unknown> } };
    }; // of the client's insides, the one call by which it renews after 45 minutes
    const fresh = aToken('sb://localhost/other', 'listen', inAnHour());
    await context.cbsSession.negotiateClaim('sb://localhost/other', fresh, 'servicebus.windows.net:sastoken');
    await eventually(() => expect(errors.work).toContain('UnauthorizedAccess'));
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    await received('other');
    expect(errors.other).toEqual([]);
  });

  it('a token of Microsoft Entra ID is refused with the reason', async () => {
    const client = new ServiceBusClient(
      'localhost',
      { getToken: async () => ({ token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', expiresOnTimestamp: inAnHour() }) },
      { retryOptions: { maxRetries: 0 } },
    );
    clients.push(client);
    overPlainTcp(client, bus.port);
    await expect(send(client)).rejects.toMatchObject(unauthorized('knows no other tokens'));
  });
});

/** With a credential the client always speaks TLS, and to port 5671. */
function overPlainTcp(client: ServiceBusClient, port: number): void {
  const { _connectionContext: context } = client as unknown as {
    _connectionContext: { connection: { options: { transport: string; port: number } } };
  }; // of its insides, what it connects with
  Object.assign(context.connection.options, { transport: 'tcp', port });
}

describe('without keys', () => {
  it('every token is good, whatever it is', async () => {
    const bus = await startWith(entities);
    const endpoint = `Endpoint=sb://localhost:${bus.port}`;
    for (const credentials of [
      'SharedAccessKeyName=a;SharedAccessKey=b',
      'SharedAccessSignature=SharedAccessSignature nonsense',
    ]) {
      const client = new ServiceBusClient(`${endpoint};${credentials};UseDevelopmentEmulator=true`);
      await client.createSender('work').sendMessages({ body: 1 });
      await client.close();
    }
    const client = new ServiceBusClient('localhost', {
      getToken: async () => ({ token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', expiresOnTimestamp: inAnHour() }),
    });
    overPlainTcp(client, bus.port);
    await client.createSender('work').sendMessages({ body: 1 });
    expect(bus.counts().work?.active).toBe(3);
    await client.close();
    await bus.stop();
  });
});

describe('keys that cannot be used', () => {
  const start = (given: unknown) =>
    startEmulator({ config: aConfig(entities), memory: true, keys: given as EmulatorOptions['keys'] });

  it.each([
    [[{ ...root, name: 'a b' }], '[0].name may contain letters, digits, and . - _ only'],
    [[root, { ...root, key: 'short' }], '[1].key must have at least 8 characters'],
    [[{ ...root, key: 'not base64 at all' }], '[0].key must be base64: letters, digits, and + / = only'],
    [[{ ...root, rights: ['Manage'] }], '[0].rights must contain Send and Listen when they contain Manage'],
    [[{ ...root, rights: [] }], '[0].rights Too small'],
    [[{ ...root, rights: ['Read'] }], '[0].rights.0 Invalid option'],
    [[{ ...root, secret: 1 }], '[0] Unrecognized key: "secret"'],
    [{ root }, 'Invalid input: expected array'],
  ])('are refused with the place and the rule: %j', async (given, problem) => {
    await expect(start(given)).rejects.toThrow(problem);
  });
});
