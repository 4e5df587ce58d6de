export { type BehindDoor, doorsUnderTest, doorUnderTest, openBehind, type TestDoor } from './doors/behind-door.js';
export { invokeFunction, registeredFunctions } from './doors/functions-host.js';
export { streamOf } from './doors/stream-records.js';
export { startSurroundings } from './doors/surroundings.js';
