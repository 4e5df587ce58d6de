import { readArrival } from '../amqp/arrival.js';
import type { Broker } from '../amqp/broker.js';
import { BrokerFailure } from '../broker/failure.js';
import { limitsOf } from '../broker/limits.js';
import { Namespace } from '../broker/namespace.js';
import { Timeline } from '../broker/timeline.js';
import { points } from '../failpoints.js';
import { Faults } from '../faults/faults.js';
import { openMemoryStore } from '../storage/memory.js';
import type { Store } from '../storage/store.js';
import { healthOf } from './health.js';

function aBroker(store: Store): Broker {
  const guid = () => '01234567-89ab-cdef-0123-456789abcdef';
  const namespace = new Namespace('test', {
    now: Date.now,
    guid,
    store,
    timeline: new Timeline(() => undefined),
    limits: limitsOf({}),
    faults: new Faults(),
    read: (content) => readArrival(content, guid),
    change: (content) => content,
    forward: () => undefined,
  });
  // What the check of health works on.
  return { namespace, store, guid, now: Date.now } as unknown as Broker;
}

describe('the health of the broker', () => {
  it('is good when a message goes through, which leaves no trace', async () => {
    const broker = aBroker(openMemoryStore());
    const health = healthOf(broker);
    expect(await Promise.all([health(), health()])).toEqual([{ healthy: true }, { healthy: true }]);
    expect(await health()).toEqual({ healthy: true });
    expect(broker.namespace.counts()).toEqual({});
    expect(broker.namespace.probe().counts).toMatchObject({ active: 0, locked: 0 });
  });

  it('is bad with the reason of a disk that refuses', async () => {
    const check = (): never => {
      throw new BrokerFailure('unavailable', 'The data file cannot be written: no space; make room for it.');
    };
    expect(await healthOf(aBroker({ ...openMemoryStore(), check }))()).toEqual({
      healthy: false,
      reason: 'The data file cannot be written: no space; make room for it.',
    });
  });

  it('is bad when a commit takes too long, and good again once it does not', async () => {
    const store = openMemoryStore();
    let isSlow = true;
    const slow = {
      ...store,
      committed: () => (isSlow ? Promise.race<void>([]) : store.committed(points['probe-committed'])),
    };
    const health = healthOf(aBroker(slow), 50);
    expect(await health()).toEqual({
      healthy: false,
      reason: 'A message did not come through within 0.05 seconds.',
    });
    isSlow = false;
    expect(await health()).toEqual({ healthy: true });
  });
});
