import { tokens } from '@causeway/data-model';
import { ask, codeOf } from '../system/api.js';
import type { ShopTest } from '../system/shop-test.js';

/** Pass phrases that somebody else might tidy up, and what they are not. */
const phrases: [string, string][] = [
  ['caf\u00e9 caf\u00e9 caf\u00e9', 'cafe\u0301 cafe\u0301 cafe\u0301'],
  ['  spaces around it  ', 'spaces around it'],
  ['\ufeffwith a mark before', 'with a mark before'],
  ['line\r\nends in a phrase', 'line\nends in a phrase'],
  ['ＦＵＬＬ ｗｉｄｔｈ ｐｈｒａｓｅ', 'FULL width phrase'],
  ['İstanbul’un kapıları', 'istanbul’un kapilari'],
  ['💡🔦🕯️🪔💡🔦🕯️🪔💡🔦', '💡🔦🕯🪔💡🔦🕯🪔💡🔦'],
  ['\u202eright to left phrase', 'right to left phrase'],
];

/** What an account keeps and nobody is ever shown. */
export function accountTexts(test: ShopTest): void {
  test('a password is what was written, letter for letter, and nothing that looks like it', async (shop) => {
    const logIn = (email: string, password: string) =>
      ask(shop.url, 'POST /v1/auth/login', { body: { email, password } });
    for (const [at, [password, lookalike]] of phrases.entries()) {
      const email = `phrase-${at}@system.example`;
      const body = { email, password, name: 'Phrase' };
      expect([password, (await ask(shop.url, 'POST /v1/auth/register', { body })).status]).toEqual([password, 201]);
      expect([lookalike, codeOf(await logIn(email, lookalike))]).toEqual([lookalike, '401 invalid-credentials']);
      expect((await logIn(email, password)).read(tokens).tokenType).toBe('Bearer');
    }
  });
}
