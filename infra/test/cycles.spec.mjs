import { circleIn, waitsFor } from './cycles.mjs';

it('lets neither cloud wait for the other', () => {
  const graph = waitsFor();
  expect(graph.size).toBeGreaterThan(200);
  // Each tells the other something.
  expect(graph.get('aws#var.azure')).toContain('azure#output.client_ids');
  expect(graph.get('azure#var.aws')).toContain('aws#output.function_roles');
  expect(circleIn(graph)).toBeUndefined();
});

it('finds a circle where there is one', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', []],
    ['d', ['a']],
  ]);
  expect(circleIn(graph)).toEqual(['a', 'b', 'd', 'a']);
});
