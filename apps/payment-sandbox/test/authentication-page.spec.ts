import vm from 'node:vm';
import { pageFaults } from '@causeway/testing/page-faults';
import { type Started, started, temporaryFolder } from './started.js';

describe('the page on which a customer authenticates a payment', () => {
  const folder = temporaryFolder();
  let sandbox: Started;

  beforeAll(async () => {
    sandbox = await started(folder.path);
  });
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  });

  const waiting = () =>
    sandbox.stripe.paymentIntents.create({
      amount: 1299,
      currency: 'eur',
      payment_method: 'pm_card_3ds',
      confirm: true,
      return_url: 'https://shop.example/orders/7?a="><script>alert(1)</script>',
    });

  it('works under a policy that lets nothing else in, and is nobody’s frame', async () => {
    const { id } = await waiting();
    const response = await fetch(`${sandbox.url}/3ds/${id}`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const page = await response.text();
    expect(page).toContain('€12.99');
    expect(page).not.toContain('<script>alert');
    expect(pageFaults(page, response.headers.get('content-security-policy') ?? '')).toEqual([]);
  });

  it('brings a script that can be read', async () => {
    const { id } = await waiting();
    const [, path = ''] = /<script src="([^"]+)">/.exec(await (await fetch(`${sandbox.url}/3ds/${id}`)).text()) ?? [];
    const script = await fetch(sandbox.url + path);
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(new vm.Script(await script.text())).toBeDefined();
  });

  it.each(['/v1/payment_intents', '/nowhere', '/health/live', '/3ds/none'])(
    'and %s tell a browser what they are',
    async (path) => {
      const { headers } = await fetch(sandbox.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    },
  );
});
