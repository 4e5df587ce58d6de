import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** The two shops of the failpoints begin, and whoever is done first goes on with the longest of the rest. */
const order = ['failpoints-of-orders', 'failpoints-of-others', 'races-and-fuzzing', 'replay', 'chaos'];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => order.indexOf(basename(path, '.deep.ts'));
    return [...tests].sort((a, b) => place(a) - place(b));
  }
}
