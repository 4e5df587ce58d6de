export { checkHistory, type HistoryFinding } from './history/check-history.js';
export { type History, recordHistory } from './history/record-history.js';
export type { Deed, Sighting } from './history/sighting.js';
