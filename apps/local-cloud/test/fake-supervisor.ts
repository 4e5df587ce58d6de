// A supervisor of fake services, to be killed by a test: node fake-supervisor.ts FILE
import { fileURLToPath } from 'node:url';
import { startDynamo, startNodeProgram } from '@causeway/engines';
import { endOnSignal } from '../src/supervisor/signals.js';
import { startStages } from '../src/supervisor/start-stages.js';
import { type Program, Supervised } from '../src/supervisor/supervised.js';

const [file = ''] = process.argv.slice(2);
const script = fileURLToPath(new URL('./fake-service.mjs', import.meta.url));
const program = (name: string, start: Program['start']): Program => ({
  name,
  kind: 'service',
  cloud: 'aws',
  url: '',
  start,
});
const fake = (name: string) =>
  new Supervised(
    program(name, () => startNodeProgram({ name, args: [script, name, file] })),
    (sentence) => console.error(sentence),
  );

const dynamo = new Supervised(program('dynamo', startDynamo), () => undefined);
const stages = [
  { title: 'Engines', members: [dynamo, fake('store')] },
  { title: 'Services', members: [fake('orders'), fake('payments')] },
];
endOnSignal(stages, () => undefined);
await startStages(stages);
console.log(`dynamo ${dynamo.pid}`);
console.log('ready');
