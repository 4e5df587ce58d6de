export { aPayment } from './a-payment.js';
export { aPoint } from './a-point.js';
export { aProduct } from './a-product.js';
export { anAddress } from './an-address.js';
export { anOrder, aPricedLine } from './an-order.js';
export { startCollector } from './collector.js';
export { eventually } from './eventually.js';
export { startTokenIssuer, type TokenIssuer } from './token-issuer.js';
