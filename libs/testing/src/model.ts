export { interleaved } from './model/interleaved.js';
export { judge, judgingMs } from './model/judge.js';
export { Died, Fate, mortal } from './model/mortal.js';
