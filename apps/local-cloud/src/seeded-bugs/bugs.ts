import type { Bug } from './bug.js';
import { orderingBugs } from './bugs/ordering.js';
import { paymentBugs } from './bugs/payments.js';
import { stockBugs } from './bugs/stock.js';
import { tellingBugs } from './bugs/telling.js';

/** All seeded bugs, those of one process next to each other. */
export const bugs: readonly Bug[] = [...paymentBugs, ...stockBugs, ...tellingBugs, ...orderingBugs];
