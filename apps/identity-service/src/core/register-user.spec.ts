import { parseEvent } from '@causeway/data-model';
import { memoryPorts } from '../../test/memory-ports.js';
import { RegisterUser } from './register-user.js';

const ann = { email: 'ann@example.com', password: 'correct horse', name: 'Ann' };

describe('registering', () => {
  it('opens an account with the role of a customer', async () => {
    const user = await new RegisterUser(memoryPorts()).run(ann);
    expect(user).toEqual({
      id: expect.any(String),
      email: 'ann@example.com',
      name: 'Ann',
      roles: ['customer'],
      createdAt: '2026-11-21T09:00:00.000Z',
    });
  });

  it('says so in an event that anybody may read, without the address or the name', async () => {
    const ports = memoryPorts();
    const { events } = ports;
    const user = await new RegisterUser(ports).run(ann);
    expect(events).toHaveLength(1);
    expect(parseEvent(events[0])).toMatchObject({
      event: { type: 'shop.account.registered.v1', id: `account/${user.id}/1/shop.account.registered.v1` },
    });
    expect(JSON.stringify(events)).not.toMatch(/ann/i);
  });

  it('refuses an address that has an account', async () => {
    const ports = memoryPorts();
    const { events } = ports;
    const register = new RegisterUser(ports);
    await register.run(ann);
    await expect(register.run({ ...ann, name: 'Another' })).rejects.toMatchObject({ code: 'already-exists' });
    expect(events).toHaveLength(1);
  });

  it('is noted for the audit trail, without the address or the name', async () => {
    const ports = memoryPorts();
    const user = await new RegisterUser(ports).run(ann);
    expect(ports.notes).toMatchObject([{ type: 'account.registered', actor: { kind: 'user', id: user.id } }]);
    expect(JSON.stringify(ports.notes)).not.toMatch(/ann/i);
  });

  it.each([
    ['password1234', 'must not be one of the most common passwords'],
    ['Ann@Example.com', 'must not be your name or address'],
  ])('refuses the password %s', async (password, message) => {
    const ports = memoryPorts();
    await expect(new RegisterUser(ports).run({ ...ann, password })).rejects.toMatchObject({
      code: 'validation',
      extras: { errors: [{ pointer: '/password', message }] },
    });
    expect(ports.accounts).toEqual([]);
  });
});
