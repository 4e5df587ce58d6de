import { problemCodes } from '@causeway/data-model';
import { pageFaults } from '@causeway/testing/page-faults';
import { closeAll, open } from './gateway-under-test.js';

afterEach(closeAll);

test.each(['/docs', '/problems/out-of-stock', ...problemCodes.slice(0, 3).map((code) => `/problems/${code}`)])(
  'a browser shows %s as it is meant, under a policy that lets nothing else in',
  async (path) => {
    const response = await fetch((await open()) + path, { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const page = await response.text();
    expect(page).toContain('<style>');
    expect(pageFaults(page, response.headers.get('content-security-policy') ?? '')).toEqual([]);
  },
);

test('the page of the API needs no script and nothing from elsewhere', async () => {
  const page = await (await fetch(`${await open()}/docs`)).text();
  expect(page).toContain('<details>');
  expect(page).not.toMatch(/<script|<link|<img|<iframe|(src|href)="(https?:)?\/\//i);
});
