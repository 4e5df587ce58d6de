import { modeOf } from './mode.js';

it('is local where nobody else can reach the process', () => {
  expect(modeOf({})).toEqual({ mode: 'local' });
  for (const HOST of ['localhost', '127.0.0.1', '127.3.2.1', '::1', '[::1]'])
    expect(modeOf({ HOST })).toEqual({ mode: 'local' });
});

it.each([['local'], ['docker'], ['cloud']])('is %s where that is said, wherever it is', (CAUSEWAY_MODE) => {
  expect(modeOf({ CAUSEWAY_MODE, HOST: '0.0.0.0', AWS_LAMBDA_FUNCTION_NAME: 'orders' })).toEqual({
    mode: CAUSEWAY_MODE,
  });
});

it.each([
  [
    'in a cloud',
    { AWS_LAMBDA_FUNCTION_NAME: 'orders' },
    'where a cloud runs the process (AWS_LAMBDA_FUNCTION_NAME is set)',
  ],
  [
    'in another',
    { FUNCTIONS_WORKER_RUNTIME: 'node' },
    'where a cloud runs the process (FUNCTIONS_WORKER_RUNTIME is set)',
  ],
  ['in a container', { HOST: '0.0.0.0' }, 'where HOST lets others reach the process'],
  ['on a network', { HOST: '192.168.1.7' }, 'where HOST lets others reach the process'],
])('has to be said %s', (_where, given, where) => {
  expect(modeOf(given)).toEqual({ fault: `must be set ${where}` });
});

it('is none that nobody knows', () => {
  expect(modeOf({ CAUSEWAY_MODE: 'Cloud' })).toEqual({ fault: 'must be one of local, docker, cloud' });
});
