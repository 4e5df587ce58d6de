import { type Running, startWith } from './emulator.js';

describe('an entity that is not there', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({ Topics: [{ Name: 'news', Subscriptions: [] }] });
  });

  afterAll(() => bus.stop());

  it.each([
    ['queue', () => bus.client.createReceiver('nowhere'), /'sb:\/\/[^/']+\/nowhere' could not be found/],
    [
      'topic',
      () => bus.client.createReceiver('nowhere', 'sub'),
      /'sb:\/\/[^/']+\/nowhere\/Subscriptions\/sub' could not be found/,
    ],
    ['subscription', () => bus.client.createReceiver('news', 'sub'), /:topic:news\|sub' could not be found/],
  ])('is named as the client asked for it: a %s', async (_kind, receiver, words) => {
    await expect(receiver().receiveMessages(1)).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: expect.stringMatching(words),
    });
  });

  it('is named to a sender, too', async () => {
    await expect(bus.client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: expect.stringMatching(/'sb:\/\/[^/']+\/nowhere' could not be found/),
    });
  });
});
