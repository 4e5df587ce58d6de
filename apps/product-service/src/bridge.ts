import { receiveByTriggers } from '@causeway/messaging/triggers';
import { startTelemetry } from '@causeway/runtime/telemetry';
import { openBridge } from './bridge.module.js';

startTelemetry({ service: 'bridge', cloud: 'azure' });

receiveByTriggers('product-service', openBridge);
