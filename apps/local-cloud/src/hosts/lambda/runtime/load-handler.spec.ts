import { aBundle, removeBundles } from '../../../../test/lambda/a-bundle.js';
import { loadHandler } from './load-handler.js';

afterAll(removeBundles);

test.each([
  ['Runtime.MalformedHandlerName', '../index.http', ''],
  ['Runtime.MalformedHandlerName', 'index', ''],
  ['Runtime.ImportModuleError', 'other.http', ''],
  ['Runtime.HandlerNotFound', 'index.http', 'export const http = 1;'],
  ['Runtime.CallbackHandlerDeprecated', 'index.http', 'export const http = (event, context, callback) => callback();'],
])('%s is what %p of such a bundle is', async (name, handler, code) => {
  await expect(loadHandler(aBundle(code), handler)).rejects.toMatchObject({ name });
});
