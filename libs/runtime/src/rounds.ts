export { startRounds } from './rounds/loops.js';
export { type Round, takeTurn } from './rounds/round.js';
