import * as model from '../index.js';
import { json, signedIn } from './answers.js';
import type { Route } from './route.js';

export const reportingRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/notifications',
    tag: 'notifications',
    summary: 'What the shop told the signed-in user',
    callers: ['owner'],
    query: model.notificationQuery,
    answers: { 200: json(model.listOf(model.notification)) },
    problems: [...signedIn, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/sales',
    tag: 'analytics',
    summary: 'Captured and refunded sums per hour, day or month (UTC)',
    callers: ['analyst', 'analytics:read'],
    query: model.salesQuery,
    answers: { 200: json(model.sales) },
    problems: [...signedIn, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/top-products',
    tag: 'analytics',
    summary: 'The products that sold for most',
    callers: ['analyst', 'analytics:read'],
    query: model.rankingQuery,
    answers: { 200: json(model.listOf(model.topProduct)) },
    problems: [...signedIn, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/customers',
    tag: 'analytics',
    summary: 'The customers who bought for most',
    callers: ['analyst', 'analytics:read'],
    query: model.rankingQuery,
    answers: { 200: json(model.listOf(model.topCustomer)) },
    problems: [...signedIn, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/sync',
    tag: 'analytics',
    summary: 'How far the projection is behind its sources in the other cloud',
    callers: ['analyst', 'analytics:read'],
    answers: { 200: json(model.sync) },
    problems: signedIn,
  },
];
