// `npm run admin -- create --email E [--port P --data DIR]`
import { build, run } from './build.mjs';

build();
const { admin } = await import('../dist/aws/admin.js');
await run(admin);
