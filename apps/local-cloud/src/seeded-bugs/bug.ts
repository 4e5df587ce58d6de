import type { ExperimentName } from './experiments.js';

/** A mistake in the protocol, put into one process as it starts; nothing on disk changes. */
export interface Bug {
  name: string;
  /** What somebody might have written. */
  mistake: string;
  /** The service that gets it. */
  process: string;
  /** The file below the repository, as it is in the sources; its compiled twin is changed. */
  file: string;
  /** Stands exactly once in the source, and once in what it compiles to. */
  find: string;
  replace: string;
  experiment: ExperimentName;
  /** The invariant it must break, or `answer`: a client was told what must not be. */
  breaks: `I${number}` | 'answer';
}

/** Where the file is once it was compiled. */
export const compiled = (file: string): string => file.replace('/src/', '/dist/').replace(/\.ts$/, '.js');
