import { access } from '../attacks/access.js';
import { keys as apiKeys } from '../attacks/keys.js';
import { passwords } from '../attacks/passwords.js';
import { privacy } from '../attacks/privacy.js';
import { sessions } from '../attacks/sessions.js';
import { tokens } from '../attacks/tokens.js';
import { webhooks } from '../attacks/webhooks.js';
import { fuzzing } from '../fuzzing/fuzzing.js';
import { hostileWords } from '../hostile-texts/hostile-words.js';
import { badOrders } from './bad-orders.js';
import { cancellations } from './cancellations.js';
import { crashes } from './crashes.js';
import { erasures } from './erasures.js';
import { forgeries } from './forgeries.js';
import { histories } from './histories.js';
import { httpRules } from './http-rules.js';
import { keys } from './keys.js';
import { leaks, wholeLife } from './leaks.js';
import { lockedBus } from './locked-bus.js';
import { opening } from './opening.js';
import { orderStream } from './order-stream.js';
import { payments } from './payments.js';
import { poison } from './poison.js';
import { replaying } from './replaying.js';
import { dataFolder, type RunningSystem, removeFolder, startSystem } from './running-system.js';
import { Shop } from './shop.js';
import { testIn } from './shop-test.js';
import { tracing } from './tracing.js';

/** One system for all of it: starting one takes longer than most of what is asked of it. */
const folder = dataFolder();
let system: RunningSystem | undefined;
let shop: Shop;

beforeAll(async () => {
  system = await startSystem(folder);
  shop = await Shop.enter(system);
}, 300_000);

afterAll(async () => {
  await system?.stop();
  removeFolder(folder);
}, 30_000);

const test = testIn(() => shop);

describe('the shop that a stranger starts', () => opening(test));
describe('one order', () => tracing(test));
describe('paying', () => payments(test));
describe('cancelling', () => cancellations(test));
describe('a bad order', () => badOrders(test));
describe('the rules of HTTP', () => httpRules(test));
describe('keys and tokens', () => keys(test));
describe('attacks on tokens', () => tokens(test));
describe('attacks on access', () => access(test));
describe('attacks on sessions', () => sessions(test));
describe('attacks on passwords', () => passwords(test));
describe('attacks on API keys', () => apiKeys(test));
describe('attacks on privacy', () => privacy(test));
describe('attacks on webhooks', () => webhooks(test));
describe('watching an order', () => orderStream(test));
describe('the history of orders', () => histories(test));
describe('the lock of the bus', () => lockedBus(test));
describe('forgeries on the bus', () => forgeries(test));
describe('poison on the bus', () => poison(test));
describe('a person’s data', () => erasures(test));
describe('sudden deaths', () => crashes(test));
describe('a replay', () => replaying(test));
describe('a customer’s life', () => wholeLife(test));
describe('hostile texts', () => hostileWords(test));
// Nobody logs in later: after so many failed log-ins nobody is let in from this computer for a while.
describe('fuzzing', () => fuzzing(test));
describe('what is written down', () => leaks(test));
