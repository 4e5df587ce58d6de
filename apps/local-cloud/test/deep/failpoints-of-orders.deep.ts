import { hurtAtPointsOf } from './hurt-at-points.js';

hurtAtPointsOf('orders');
