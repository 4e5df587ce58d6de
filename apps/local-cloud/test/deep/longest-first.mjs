import Sequencer from '@jest/test-sequencer';

/** The two shops of the failpoints begin, and whoever is done first goes on with the rest. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => path.includes('failpoints-of-');
    return [...tests].sort((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}
