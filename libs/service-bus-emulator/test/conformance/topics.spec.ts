import type { ServiceBusMessage } from '@azure/service-bus';
import { expressions, message } from './expressions.js';
import { take, whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('topics', () => {
  let bus: Target;

  beforeAll(async () => {
    bus = await openTarget('topics');
  });

  afterAll(() => bus.close());

  const publish = (topic: string, ...messages: ServiceBusMessage[]) =>
    bus.client.createSender(bus.name(topic)).sendMessages(messages);

  const receiverOf = (topic: string, subscription: string) =>
    bus.client.createReceiver(bus.name(topic), subscription, { receiveMode: 'receiveAndDelete' });

  it('copies a message to every subscription', async () => {
    await publish('plain', { body: 1 }, { body: 2 });
    for (const name of ['one', 'two']) {
      expect((await take(receiverOf('plain', name), 2)).map(({ body }) => body)).toEqual([1, 2]);
    }
  });

  it('schedules and cancels on a topic', async () => {
    const sender = bus.client.createSender(bus.name('plain'));
    const [first] = await sender.scheduleMessages([{ body: 'never' }], new Date(Date.now() + 3_600_000));
    if (first === undefined) throw new Error('no sequence number');
    await sender.scheduleMessages({ body: 'soon' }, new Date(Date.now() + 500));
    await sender.cancelScheduledMessages(first);
    for (const name of ['one', 'two']) expect((await take(receiverOf('plain', name), 1))[0]?.body).toBe('soon');
  });

  const marks = async (...messages: ServiceBusMessage[]) => {
    await publish('correlation', ...messages);
    const copies = await whatComes(receiverOf('correlation', 'marked'), 20);
    return copies.map(({ body, applicationProperties }) => [body, applicationProperties?.matched]);
  };

  it.each<[ServiceBusMessage, string[]]>([
    [{ body: 1, subject: 'a' }, ['label']],
    [{ body: 2, subject: 'A' }, []],
    [{ body: 3, subject: 'a', applicationProperties: { colour: 'red' } }, ['label', 'label-and-colour']],
    [{ body: 4, subject: 'a', applicationProperties: { colour: 'green' } }, ['label']],
    [{ body: 5, applicationProperties: { colour: 'red' } }, []],
    [
      {
        body: 6,
        messageId: 'm',
        correlationId: 'c',
        to: 't',
        replyTo: 'r',
        replyToSessionId: 'rs',
        sessionId: 's',
        contentType: 'x/y',
      },
      ['everything'],
    ],
    [{ body: 7, messageId: 'm', correlationId: 'c', to: 't', replyTo: 'r', sessionId: 's', contentType: 'x/y' }, []],
    [{ body: 8, applicationProperties: { size: 12 } }, ['number']],
    [{ body: 9, applicationProperties: { size: 12.5 } }, []],
    [{ body: 10, applicationProperties: { size: '12' } }, []],
    [{ body: 11, applicationProperties: { big: true } }, ['truth']],
  ])('matches %j with these correlation filters: %j', async (sent, expected) => {
    expect((await marks(sent)).sort()).toEqual(expected.map((name) => [sent.body, name]).sort());
  });

  it('lets through what these SQL filters say', async () => {
    await publish('expressions', message);
    const matching = async (subscription: keyof typeof expressions) => {
      const copies = await whatComes(receiverOf('expressions', subscription), 40);
      return copies
        .map(({ applicationProperties }) => Number(applicationProperties?.matched))
        .sort((a, b) => a - b)
        .map((index) => expressions[subscription][index]);
    };
    expect(await matching('matches')).toEqual([...expressions.matches]);
    expect(await matching('matches-not')).toEqual([]);
  });

  it('makes one copy for all rules without an action, and one for each with an action, changed by it', async () => {
    await publish('actions', { body: 'x', subject: 'b', applicationProperties: { colour: 'red', size: 12 } });
    const copies = await whatComes(receiverOf('actions', 'changed'), 10);
    expect(copies.map(({ subject, applicationProperties }) => ({ subject, applicationProperties }))).toEqual(
      expect.arrayContaining([
        { subject: 'b', applicationProperties: { colour: 'red', size: 12 } },
        { subject: 'marked', applicationProperties: { mark: 'red!', size: 12, doubled: 24 } },
      ]),
    );
    expect(copies).toHaveLength(2);
  });

  it('gives nothing to a subscription none of whose rules matches', async () => {
    await publish('actions', { body: 'x', applicationProperties: { colour: 'blue' } });
    expect(await whatComes(receiverOf('actions', 'changed'))).toEqual([]);
  });
});
