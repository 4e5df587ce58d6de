// A process that passes its points when its parent tells it to.
import { failpoints } from '../src/failpoints.ts';

const points = failpoints('test', {
  first: { after: 'nothing', before: 'the second' },
  second: { after: 'the first', before: 'the answer' },
});

const work = (message: { type: string }) => {
  if (message.type === 'finish') clearInterval(alive);
  if (message.type !== 'pass') return;
  const started = performance.now();
  points.first.pass();
  points.second.pass();
  process.send?.({ passed: ['test.first', 'test.second'], tookMs: performance.now() - started });
};
const alive = setInterval(() => undefined, 1000);
process.on('message', work);
process.send?.('ready');
