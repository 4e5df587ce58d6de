import type { Route } from './route.js';

/** The one place where a management request's `Authorization` header is checked for the right `Manage`. */
export function authorize(_authorization: string | undefined, _route: Route): void {
  // Every caller is admitted: the emulator knows no keys.
}
