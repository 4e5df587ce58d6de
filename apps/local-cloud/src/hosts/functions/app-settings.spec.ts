import { resolved } from './app-settings.js';

test('%NAME% stands for the setting of that name', () => {
  expect(resolved('%A%-to-%B%', { A: 'x', B: 'y' })).toBe('x-to-y');
  expect(resolved('0 */5 * * * *', {})).toBe('0 */5 * * * *');
});

test('a setting that is missing is said in one sentence', () => {
  expect(() => resolved('%TOPIC%', {})).toThrow('%TOPIC% in "%TOPIC%" is not set: give the app that setting.');
});
