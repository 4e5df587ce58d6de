import { project } from '../../jest.preset.mjs';

// These tests mostly wait for clocks: more of them at a time than there are processors.
export default { ...project(import.meta.dirname), maxWorkers: 4 };
