import type { AccessKey } from '../src/index.js';

/** What the keys are for. */
export const entities = {
  Queues: [{ Name: 'work' }, { Name: 'other' }, { Name: 'workshop' }],
  Topics: [{ Name: 'news', Subscriptions: [{ Name: 'all' }] }],
};

const aKey = (name: string, rights: AccessKey['rights'], entity?: string): AccessKey => ({
  name,
  key: Buffer.from(`the secret of ${name}`).toString('base64'),
  rights,
  entity,
});

export const root = aKey('root', ['Listen', 'Send', 'Manage']);
export const keys = [
  root,
  aKey('listen', ['Listen']),
  aKey('send', ['Send']),
  aKey('work-only', ['Listen', 'Send'], 'work'),
  aKey('news-listen', ['Listen'], 'news'),
];
/** The secret of the key of that name. */
export const keyOf = (name: string): string => keys.find((key) => key.name === name)?.key ?? '';
