import { project } from '../../jest.preset.mjs';

// These tests mostly wait for clocks and brokers.
export default { ...project(import.meta.dirname), maxWorkers: 2 };
