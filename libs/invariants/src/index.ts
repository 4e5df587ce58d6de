export type { Books, Finding } from './books.js';
export { checkBooks } from './check-books.js';
export { readBooks } from './read-books.js';
export type { Sources } from './sources.js';
