import { dataFolder, type RunningSystem, removeFolder, startSystem, taciturn } from '../system/running-system.js';
import { Shop } from '../system/shop.js';
import { longFuzzing } from './long-fuzzing.js';
import { races } from './races.js';

/** One shop in laboratory mode for both, in which nobody dies. */
const folder = dataFolder();
let system: RunningSystem | undefined;
let shop: Shop;

beforeAll(async () => {
  system = await startSystem(folder, ['--laboratory', '--bundle'], taciturn);
  shop = await Shop.enter(system);
}, 180_000);

afterAll(async () => {
  await system?.stop();
  removeFolder(folder);
}, 60_000);

describe('races', () => races(() => shop));
describe('fuzzing', () => longFuzzing(() => shop));
