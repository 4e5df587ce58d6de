import { aboutRoutes } from './about-routes.js';
import { catalogueRoutes } from './catalogue-routes.js';
import { identityRoutes } from './identity-routes.js';
import { orderRoutes } from './order-routes.js';
import { paymentRoutes } from './payment-routes.js';
import { reportingRoutes } from './reporting-routes.js';
import type { Route } from './route.js';

/** Every public route: what `/openapi.json` is made of. */
export const routes: readonly Route[] = [
  ...identityRoutes,
  ...catalogueRoutes,
  ...orderRoutes,
  ...paymentRoutes,
  ...reportingRoutes,
  ...aboutRoutes,
];
