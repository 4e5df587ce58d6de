export { adviceOn } from './dead-letters/advice.js';
export type { DeadLetterPlace, Letter, Redriven, WholeLetter } from './dead-letters/letter.js';
export { type DeadLetterSources, openPlaces } from './dead-letters/places.js';
