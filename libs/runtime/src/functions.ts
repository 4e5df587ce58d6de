export { type FunctionsDoor, type OpenFunctions, openFunctions } from './functions/open.js';
