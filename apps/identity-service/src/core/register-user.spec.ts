import { parseEvent } from '@causeway/data-model';
import { memoryPorts } from '../../test/memory-ports.js';
import { RegisterUser } from './register-user.js';

const ann = { email: 'ann@example.com', password: 'correct horse', name: 'Ann' };

describe('registering', () => {
  it('opens an account with the role of a customer', async () => {
    const { users, passwords, surroundings } = memoryPorts();
    const user = await new RegisterUser(users, passwords, surroundings).run(ann);
    expect(user).toEqual({
      id: expect.any(String),
      email: 'ann@example.com',
      name: 'Ann',
      roles: ['customer'],
      createdAt: '2026-11-21T09:00:00.000Z',
    });
  });

  it('says so in an event that anybody may read, without the address or the name', async () => {
    const { users, passwords, surroundings, events } = memoryPorts();
    const user = await new RegisterUser(users, passwords, surroundings).run(ann);
    expect(events).toHaveLength(1);
    expect(parseEvent(events[0])).toMatchObject({
      event: { type: 'shop.account.registered.v1', id: `account/${user.id}/1/shop.account.registered.v1` },
    });
    expect(JSON.stringify(events)).not.toMatch(/ann/i);
  });

  it('refuses an address that has an account', async () => {
    const { users, passwords, surroundings, events } = memoryPorts();
    const register = new RegisterUser(users, passwords, surroundings);
    await register.run(ann);
    await expect(register.run({ ...ann, name: 'Another' })).rejects.toMatchObject({ code: 'already-exists' });
    expect(events).toHaveLength(1);
  });
});
