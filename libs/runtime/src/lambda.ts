export { httpHandler } from './lambda/http-handler.js';
export { type Lambda, type LambdaDoor, openLambda } from './lambda/open.js';
export { roundsHandler } from './lambda/rounds-handler.js';
