import type { Books, Check, Finding } from './books.js';
import { capturedEqualsOwed, chargedOnce, ledgerBalances } from './checks/money.js';
import { answeredExists, notifiedOnce, transitionsAreLegal } from './checks/orders.js';
import { analyticsEqualsSources, nothingUnderWay } from './checks/rest.js';
import { stockAddsUp } from './checks/stock.js';

const checks: readonly Check[] = [
  capturedEqualsOwed,
  chargedOnce,
  stockAddsUp,
  answeredExists,
  transitionsAreLegal,
  ledgerBalances,
  notifiedOnce,
  nothingUnderWay,
  analyticsEqualsSources,
];

const shown = 20;

/** Runs I1 to I9 over the books of a shop at rest; at most 20 violations of each are told one by one. */
export function checkBooks(books: Books): Finding[] {
  return checks.map(({ id, rule, run }) => {
    const { checked, violations } = run(books);
    const told = violations.slice(0, shown);
    if (violations.length > shown) told.push(`and ${violations.length - shown} more`);
    return { id, rule, holds: violations.length === 0, checked, violations: told };
  });
}
