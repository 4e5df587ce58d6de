import { hostLog } from './log.js';

function linesAt(logLevel: Parameters<typeof hostLog>[1]) {
  const lines: string[] = [];
  return { lines, say: hostLog('payment-service', logLevel, (line) => lines.push(line)) };
}

test('a line is JSON with the service, the category and what is said', () => {
  const { lines, say } = linesAt({});
  say('warning', 'Function.greet', 'slow');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    service: 'payment-service',
    category: 'Function.greet',
    msg: 'slow',
  });
});

test('without a setting Information and above are written', () => {
  const { lines, say } = linesAt({});
  say('debug', 'Function.greet', 'not this');
  say('information', 'Function.greet', 'this');
  expect(lines).toHaveLength(1);
});

test('the most exact name of a category decides', () => {
  const { lines, say } = linesAt({ default: 'error', Function: 'warning', 'Function.greet': 'debug', Host: 'none' });
  say('debug', 'Function.greet.User', 'written');
  say('information', 'Function.greeting', 'too low');
  say('warning', 'Function.greeting', 'written');
  say('warning', 'Worker', 'too low');
  say('critical', 'Host.Results', 'never');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['written', 'written']);
});
