import { Databases } from './sqlite-databases.js';
import { SqliteSession } from './sqlite-session.js';
import { Broken, type ServerError, type Session, startTdsServer, type TdsServer } from './tds-server.js';

/** What a client asks for: a statement's text, or one of these. */
export type Step = 'login' | 'begin' | 'commit' | 'rollback';
type Fault = {
  at: Step | RegExp;
  /** The refusal, the end of the connection, or no answer at all. */
  how: ServerError | 'break' | 'silence';
  /** Whether it is done before it goes wrong. */
  afterwards?: boolean;
};

export type FaultyServer = TdsServer & {
  /** Lets the next such step go wrong; told several times, the next several. */
  fail(fault: Fault): void;
  /** Every step so far. */
  asked: string[];
};

/** A server that does what it is asked, except where it was told to fail. */
export async function startFaultyServer(): Promise<FaultyServer> {
  const databases = new Databases();
  const faults: Fault[] = [];
  const asked: string[] = [];

  async function doing<T>(session: Session, step: string, work: () => Promise<T>): Promise<T> {
    asked.push(step);
    const index = faults.findIndex(({ at }) => (typeof at === 'string' ? at === step : at.test(step)));
    const [fault] = index === -1 ? [] : faults.splice(index, 1);
    if (fault === undefined) return work();
    if (fault.afterwards) await work();
    if (fault.how === 'silence') return new Promise(() => undefined);
    if (fault.how === 'break') throw new Broken();
    if (fault.how.endsTransaction) session.end();
    throw fault.how;
  }

  const server = await startTdsServer(({ database }) => {
    asked.push('login');
    const index = faults.findIndex(({ at }) => at === 'login');
    const [fault] = index === -1 ? [] : faults.splice(index, 1);
    if (fault !== undefined) throw fault.how === 'break' ? new Broken() : fault.how;
    return faulty(new SqliteSession(databases, database), doing);
  });
  return { ...server, fail: (fault) => void faults.push(fault), asked };
}

type Doing = <T>(session: Session, step: string, work: () => Promise<T>) => Promise<T>;

function faulty(session: Session, doing: Doing): Session {
  return {
    query: (asked) => doing(session, asked.sql, () => session.query(asked)),
    begin: () => doing(session, 'begin', () => session.begin()),
    commit: () => doing(session, 'commit', () => session.commit()),
    rollback: () => doing(session, 'rollback', () => session.rollback()),
    end: () => session.end(),
  };
}
