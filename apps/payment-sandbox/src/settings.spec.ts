import { readEnv, settingsIn } from '@causeway/runtime/env';
import { settings } from './settings.js';

describe('the settings', () => {
  it('need only the file', () => {
    expect(readEnv(settings, { SANDBOX_DATA_FILE: 'a.db' })).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8087,
      SANDBOX_API_KEY: 'sk_test_causeway',
      SANDBOX_SLOW_SETTLE_MS: 2000,
      SANDBOX_HANG_MS: 15_000,
    });
    expect(() => readEnv(settings, {})).toThrow(/SANDBOX_DATA_FILE must name the file/);
  });

  it('have no key of their own outside of local mode', async () => {
    await expect(settingsIn(settings, { SANDBOX_DATA_FILE: 'a.db', CAUSEWAY_MODE: 'docker' })).rejects.toThrow(
      'SANDBOX_API_KEY must be set in docker mode: everybody knows its default;',
    );
  });

  it('want a secret when there is somebody to send webhooks to', () => {
    const heard = { SANDBOX_DATA_FILE: 'a.db', WEBHOOK_URL: 'http://localhost:8080/v1/payments/webhooks' };
    expect(() => readEnv(settings, heard)).toThrow(/PAYMENT_WEBHOOK_SECRET must be set when WEBHOOK_URL is/);
  });
});
