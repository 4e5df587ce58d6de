import { type Level, levels } from './rpc.js';

/** A line of the host or of a function, with the category by which host.json chooses its level. */
export type Say = (level: Level, category: string, message: string) => void;

const namesInLogs: Record<Level, string> = {
  trace: 'trace',
  debug: 'debug',
  information: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
  none: 'silent',
};

/**
 * Lines as JSON on standard output, as every process of the local cloud writes them. `logLevel` is host.json's: the longest
 * name that begins the category decides, otherwise `default`, otherwise Information.
 *
 * @param write takes one line without its end
 */
export function hostLog(
  service: string,
  logLevel: Readonly<Record<string, Level>>,
  write: (line: string) => void = console.log,
): Say {
  return (level, category, message) => {
    const least = leastLevel(logLevel, category);
    if (least === 'none' || levels.indexOf(level) < levels.indexOf(least)) return;
    const line = { level: namesInLogs[level], time: new Date().toISOString(), service, category, msg: message };
    write(JSON.stringify(line));
  };
}

function leastLevel(logLevel: Readonly<Record<string, Level>>, category: string): Level {
  const names = Object.keys(logLevel).filter((name) => category === name || category.startsWith(`${name}.`));
  const longest = names.sort((one, other) => other.length - one.length)[0];
  return logLevel[longest ?? 'default'] ?? logLevel.default ?? 'information';
}
