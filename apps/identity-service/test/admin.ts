import type { Identity } from './identity.js';

/** Asks as the demo admin. */
export async function asAdmin(identity: Identity) {
  const login = { email: 'admin@causeway.example', password: 'causeway-demo-1' };
  const { body } = await identity.http().post('/v1/auth/login').send(login).expect(200);
  const authorization = `Bearer ${body.accessToken}`;
  return {
    get: (path: string) => identity.http().get(path).set({ authorization }),
    post: (path: string, sent?: object) => identity.http().post(path).set({ authorization }).send(sent),
    delete: (path: string) => identity.http().delete(path).set({ authorization }),
  };
}
