import { type Erasure, type ErasureReport, type Keeper, keepersOfPersonalData } from '@causeway/data-model';

/** What a keeper of personal data said when it had erased somebody. */
export type KeptReport = { at: string; erased: ErasureReport['erased'] };

/** An erasure as it is kept: nothing in it says who it was. */
export type ErasureRecord = {
  id: string;
  requestedAt: string;
  completedAt: string | null;
  reports: Partial<Record<Keeper, KeptReport>>;
};

/** What everybody may see of it who knows its id. */
export const erasureOf = ({ id, requestedAt, completedAt, reports }: ErasureRecord): Erasure => ({
  id,
  status: completedAt === null ? 'in_progress' : 'complete',
  requestedAt,
  completedAt,
  services: keepersOfPersonalData.map((service) => ({ service, completedAt: reports[service]?.at ?? null })),
});

export const haveAllReported = ({ reports }: ErasureRecord): boolean =>
  keepersOfPersonalData.every((service) => reports[service] !== undefined);

/** For the audit trail: how many things of each kind each service has erased, such as `order-service orders: 3`. */
export const countsIn = ({ reports }: ErasureRecord): Record<string, number> =>
  Object.fromEntries(
    keepersOfPersonalData.flatMap((service) =>
      Object.entries(reports[service]?.erased ?? {}).map(([kind, count]) => [`${service} ${kind}`, count]),
    ),
  );
