// `npm run build:cloud`: one file for each function app of both clouds, in dist/cloud.
import { build, run } from './build.mjs';

build();
const { buildCloud } = await import('../dist/cloud-bundles/main.js');
await run(buildCloud);
