import { entityReference } from './codecs.js';

const asked = { host: 'localhost', version: '2021-05', maxMessageBytes: 1, now: 0 };
const read = (text: string): string =>
  entityReference.read({ name: 'ForwardTo', text, attributes: {}, children: [] }, asked);

describe('a reference to an entity', () => {
  it.each([
    ['orders', 'orders'],
    [' /eu/orders/ ', 'eu/orders'],
    ['sb://shop.servicebus.windows.net/orders', 'orders'],
    ['SB://localhost:5672//eu/orders/', 'eu/orders'],
    ['a/sb://b', 'a/sb://b'],
    [' ', ''],
  ])('is read from %j as %j', (text, name) => {
    expect(read(text)).toBe(name);
  });

  it.each(['sb://localhost', ' sb://localhost// ', '/'])('that names none, %j, is refused', (text) => {
    expect(() => read(text)).toThrow(`The value for 'ForwardTo' names no entity: '${text}'.`);
  });

  it.each([
    ['spaces', `a${' '.repeat(1_000_000)}b`],
    ['slashes', `a${'/'.repeat(1_000_000)}b`],
  ])('is read once from end to end, whatever its number of %s', (_, text) => {
    expect(read(text)).toBe(text);
  });
});
