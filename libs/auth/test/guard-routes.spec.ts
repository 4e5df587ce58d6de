import { type AuditEvent, auditEvents } from '@causeway/data-model';
import { openHttp } from '@causeway/runtime/http';
import { startTelemetry } from '@causeway/runtime/telemetry';
import { jest } from '@jest/globals';
import { Body, Controller, Get, Module, Post, Req } from '@nestjs/common';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import request from 'supertest';
import type { Principal, UserPrincipal } from '../src/index.js';
import { Access, AuthModule, CurrentPrincipal, guardRoutes } from '../src/nest.js';
import { generatePrivateKey, publicJwkOf, signingKeyOf } from '../src/signing-key.js';
import { signServiceToken, signUserToken } from '../src/tokens.js';
import { startFakeIdentity } from './fake-identity.js';

const issuer = 'https://shop.example';
const key = signingKeyOf('k1', generatePrivateKey());
const userId = '0193a2b4-0000-7000-8000-000000000001';
const issued = () => ({ issuer, tokenId: 'j1', at: new Date() });
const user = (...roles: string[]) =>
  `Bearer ${signUserToken(key, { ...issued(), audience: ['lamp-service'], userId, sessionId: 's1', roles })}`;
const service = (audience: string) =>
  `Bearer ${signServiceToken(key, { ...issued(), audience, name: 'order-service', keyId: 'k', scope: 'internal' })}`;

const partner = (scope: string) =>
  `Bearer ${signServiceToken(key, { ...issued(), audience: 'lamp-service', name: 'erp', keyId: 'k2', scope })}`;

@Controller('lamps')
class Lamps {
  @Access('anyone')
  @Get()
  list(@CurrentPrincipal() principal: Principal | undefined) {
    return { known: principal !== undefined };
  }

  @Access('user')
  @Get('mine')
  mine(@CurrentPrincipal() principal: UserPrincipal) {
    return principal;
  }

  @Access('merchandiser', 'support')
  @Post()
  create(@Body() body: object) {
    return body;
  }

  @Access('service')
  @Get('internal')
  internal(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @Access('analyst', 'analytics:read')
  @Get('sold')
  sold(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @RouteConfig({ rawBody: true })
  @Access('anyone')
  @Post('signed')
  signed(@Req() { rawBody }: FastifyRequest) {
    return { bytes: rawBody?.length };
  }

  @Access('anyone')
  @RouteConfig({ rawBody: true })
  @Post('signed-too')
  signedToo(@Req() { rawBody }: FastifyRequest) {
    return { bytes: rawBody?.length };
  }
}

@Controller('open')
class Undeclared {
  @Get('door')
  door() {
    return {};
  }
}

describe('guarded routes', () => {
  let app: NestFastifyApplication;
  let identity: Awaited<ReturnType<typeof startFakeIdentity>>;
  /** What the audit trail was told. */
  const noted: AuditEvent[] = [];
  const known = new Set<string>();
  const ended = ['ended'];

  const appWith = (...controllers: (typeof Lamps | typeof Undeclared)[]) => {
    const settings = { identityUrl: identity.url, issuer, audience: 'lamp-service', apiKey: 'cwk_lamp-service_000000' };
    @Module({ imports: [AuthModule.with(settings)], controllers })
    class LampModule {}
    return openHttp({ module: LampModule, service: 'lamp-service' });
  };

  beforeAll(async () => {
    startTelemetry({ service: 'lamp-service', cloud: 'aws' });
    identity = await startFakeIdentity({
      '/.well-known/jwks.json': () => ({ body: { keys: [publicJwkOf(key)] } }),
      '/v1/auth/token': () => ({ body: { accessToken: 't', tokenType: 'Bearer', expiresIn: 300 } }),
      '/internal/revoked-sessions': () => ({ body: { sessions: ended, nextCursor: 'c', more: false } }),
      '/internal/audit-events': ({ body }) => {
        for (const event of auditEvents.parse(JSON.parse(body)).events) {
          // One that is sent twice is kept once.
          if (!known.has(event.id)) noted.push(event);
          known.add(event.id);
        }
        return { status: 204, body: {} };
      },
    });
    app = await appWith(Lamps);
    guardRoutes(app);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await identity.stop();
  });

  const get = (path: string, authorization?: string) => {
    const asked = request(app.getHttpServer()).get(path);
    return authorization === undefined ? asked : asked.set('authorization', authorization);
  };

  it('refuse whose session ended while the process stood still, at the first request after', async () => {
    const claims = { ...issued(), audience: ['lamp-service'], userId, sessionId: 'of-the-frozen', roles: [] };
    const token = `Bearer ${signUserToken(key, claims)}`;
    await get('/lamps/mine', token).expect(200);
    ended.push('of-the-frozen');
    const aMinuteOn = Date.now() + 60_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => aMinuteOn);
    await get('/lamps/mine', token).expect(401);
    clock.mockRestore();
  });

  it('let anyone in where a route says so, whatever token they bring', async () => {
    expect((await get('/lamps').expect(200)).body).toEqual({ known: false });
    await get('/lamps', 'Bearer rubbish').expect(200);
  });

  it('hand the principal to the handler', async () => {
    const { body } = await get('/lamps/mine', user('customer')).expect(200);
    expect(body).toEqual({ kind: 'user', userId, roles: ['customer'], sessionId: 's1' });
  });

  it.each([undefined, '', 'Basic dTpw', 'Token abc'])('ask for a token when there is %j', async (header) => {
    const answer = await get('/lamps/mine', header).expect(401).expect('www-authenticate', 'Bearer realm="causeway"');
    expect(answer.body.code).toBe('unauthenticated');
  });

  it.each(['Bearer', 'Bearer rubbish', 'bearer a.b.c'])('refuse the token in %j', async (header) => {
    const answer = await get('/lamps/mine', header)
      .expect(401)
      .expect('www-authenticate', 'Bearer realm="causeway", error="invalid_token"');
    expect(answer.body.code).toBe('invalid-token');
  });

  it('take the scheme in any case', () => get('/lamps/mine', user().replace('Bearer', 'bearer')).expect(200));

  it('refuse a token whose session had ended before the service started', async () => {
    const claims = { ...issued(), audience: ['lamp-service'], userId, sessionId: 'ended', roles: [] };
    const answer = await get('/lamps/mine', `Bearer ${signUserToken(key, claims)}`).expect(401);
    expect(answer.body.code).toBe('invalid-token');
  });

  it('refuse before the body is read', async () => {
    const post = () => request(app.getHttpServer()).post('/lamps').set('content-type', 'application/json').send('{');
    expect((await post().expect(401)).body.code).toBe('unauthenticated');
    expect((await post().set('authorization', user('customer')).expect(403)).body.code).toBe('forbidden');
    expect((await post().set('authorization', user('support')).expect(400)).body.code).toBe('malformed-json');
  });

  it('let a role pass that is one of those named', async () => {
    for (const role of ['merchandiser', 'support']) {
      await request(app.getHttpServer()).post('/lamps').set('authorization', user(role)).send({}).expect(201);
    }
  });

  it('keep people from what is for services, and services from what is for people', async () => {
    await get('/lamps/internal', user('admin')).expect(403);
    await get('/lamps/mine', service('lamp-service')).expect(403);
    expect((await get('/lamps/internal', service('lamp-service')).expect(200)).body).toEqual({
      kind: 'service',
      name: 'order-service',
      keyId: 'k',
    });
    await get('/lamps/internal', service('payment-service')).expect(401);
  });

  it('let a partner pass whose key has the scope that is named, and nowhere else', async () => {
    await get('/lamps/sold', partner('analytics:read')).expect(200);
    await get('/lamps/sold', partner('orders:read')).expect(403);
    for (const path of ['/lamps/internal', '/lamps/mine']) await get(path, partner('analytics:read')).expect(403);
    await get('/lamps/sold', service('lamp-service')).expect(403);
  });

  it('guard HEAD as they guard GET', async () => {
    await request(app.getHttpServer()).head('/lamps/mine').expect(401);
    await request(app.getHttpServer()).head('/lamps').expect(200);
  });

  it('leave unknown paths and methods to others', async () => {
    await get('/nothing').expect(404);
    await request(app.getHttpServer()).delete('/lamps').expect(405);
  });

  it.each(['signed', 'signed-too'])('keep what else a route configures (%s)', async (path) => {
    const answer = await request(app.getHttpServer()).post(`/lamps/${path}`).send({ a: 1 }).expect(201);
    expect(answer.body).toEqual({ bytes: 7 });
  });

  it('do not start when one does not say who may use it', async () => {
    const open = await appWith(Lamps, Undeclared);
    guardRoutes(open);
    await expect(open.listen(0, '127.0.0.1')).rejects.toThrow('GET /open/door does not say who may use it');
    await open.close();
  });

  describe('tell the audit trail', () => {
    // What the application of the other tests has still to tell is told when it ends.
    beforeAll(() => app.close());

    type Ask = (path: string, authorization?: string) => Promise<{ status: number; traceId: string }>;

    /** What another application of the same kind has noted about these requests once it is closed. */
    async function notesAbout(requests: (ask: Ask) => Promise<unknown>): Promise<AuditEvent[]> {
      noted.length = 0;
      const other = await appWith(Lamps);
      guardRoutes(other);
      await other.listen(0, '127.0.0.1');
      await requests(async (path, authorization = '') => {
        const answer = await request(other.getHttpServer()).get(path).set('authorization', authorization);
        return { status: answer.status, traceId: String(answer.headers['x-trace-id']) };
      });
      await other.close();
      return [...noted];
    }

    it('of a service token for another service, and whose it is', async () => {
      const token = service('payment-service');
      let traceId = '';
      const notes = await notesAbout(async (ask) => {
        ({ traceId } = await ask('/lamps/internal', token));
      });
      expect(notes).toMatchObject([
        {
          type: 'access.refused',
          service: 'lamp-service',
          actor: { kind: 'service', id: 'order-service' },
          subject: null,
          traceId,
          detail: { reason: 'other-audience', method: 'GET', route: '/lamps/internal' },
        },
      ]);
      expect(JSON.stringify(notes)).not.toContain(token.slice(-20));
    });

    it('of tokens that nobody issued', async () => {
      const other = signingKeyOf('k1', generatePrivateKey());
      const unknown = signingKeyOf('k2', generatePrivateKey());
      const claims = { ...issued(), audience: 'lamp-service', name: 'order-service', keyId: 'k', scope: 'internal' };
      for (const token of [signServiceToken(other, claims), signServiceToken(unknown, claims), 'rubbish']) {
        const notes = await notesAbout((ask) => ask('/lamps/internal', `Bearer ${token}`));
        expect(notes).toMatchObject([{ actor: { kind: 'unknown', id: null }, detail: { reason: 'forged' } }]);
        expect(JSON.stringify(notes)).not.toContain(token.slice(-20));
      }
    });

    it('of who tries what he may not', async () => {
      const notes = await notesAbout(async (ask) => {
        expect((await ask('/lamps/internal', user('admin'))).status).toBe(403);
        expect((await ask('/lamps/mine', service('lamp-service'))).status).toBe(403);
      });
      expect(notes).toMatchObject([
        { actor: { kind: 'user', id: userId }, detail: { reason: 'forbidden', route: '/lamps/internal' } },
        { actor: { kind: 'service', id: 'order-service' }, detail: { reason: 'forbidden', route: '/lamps/mine' } },
      ]);
    });

    it('of many such requests with their number', async () => {
      const notes = await notesAbout((ask) =>
        Promise.all(Array.from({ length: 20 }, () => ask('/lamps/internal', 'Bearer rubbish'))),
      );
      const told = notes.reduce((sum, { detail: { others = 0 } }) => sum + 1 + Number(others), 0);
      expect(told).toBe(20);
      expect(notes.length).toBeLessThan(5);
    });

    it('of nothing that happens every day', async () => {
      const longAgo = { ...issued(), at: new Date(Date.now() - 3_600_000) };
      const whose = { audience: ['lamp-service'], userId, roles: ['customer'] };
      const expired = signUserToken(key, { ...longAgo, ...whose, sessionId: 's1' });
      const expiredWithItsKey = signUserToken(signingKeyOf('k0', generatePrivateKey()), {
        ...longAgo,
        ...whose,
        sessionId: 's1',
      });
      const ended = signUserToken(key, { ...issued(), ...whose, sessionId: 'ended' });
      const notes = await notesAbout(async (ask) => {
        for (const token of [expired, expiredWithItsKey, ended])
          expect((await ask('/lamps/mine', `Bearer ${token}`)).status).toBe(401);
        expect((await ask('/lamps/mine')).status).toBe(401);
        expect((await ask('/lamps/mine', user('customer'))).status).toBe(200);
        expect((await ask('/lamps', 'Bearer rubbish')).status).toBe(200);
      });
      expect(notes).toEqual([]);
    });
  });
});
