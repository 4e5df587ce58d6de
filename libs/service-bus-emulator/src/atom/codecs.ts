import { BrokerFailure } from '../broker/failure.js';
import { formatDuration, parseDuration } from '../config/duration.js';
import { withoutOuterSlashes } from '../outer-slashes.js';
import type { Codec } from './field.js';

/** Refuses a value with one sentence that names the element and the rule. */
export function refuse(sentence: string): never {
  throw new BrokerFailure('invalid-argument', sentence);
}

export const flag: Codec<boolean> = {
  read: ({ name, text }) => {
    const value = text.trim().toLowerCase();
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    return refuse(`The value for '${name}' must be true or false; it is '${text}'.`);
  },
  write: String,
};

export const integer = (name: string, text: string): number =>
  /^\s*-?\d{1,15}\s*$/.test(text)
    ? Number(text)
    : refuse(`The value for '${name}' must be a whole number; it is '${text}'.`);

function between(least: number, most: number, name: string, value: number): number {
  if (value < least || value > most)
    refuse(`The value for '${name}' must be between ${least} and ${most}; it is ${value}.`);
  return value;
}

export const wholeNumber = (least: number, most: number): Codec<number> => ({
  read: ({ name, text }) => between(least, most, name, integer(name, text)),
  write: String,
});

export const numberAmong = (values: readonly number[]): Codec<number> => ({
  read: ({ name, text }) => {
    const value = integer(name, text);
    if (!values.includes(value)) refuse(`The value for '${name}' must be one of ${values.join(';')}; it is ${value}.`);
    return value;
  },
  write: String,
});

/** ISO 8601, in ms. */
export const duration = (least: number, most: number): Codec<number> => ({
  read: ({ name, text }) => {
    const value = parseDuration(text.trim());
    if (value === undefined) return refuse(`The value for '${name}' must be an ISO 8601 duration; it is '${text}'.`);
    if (value < least || value > most)
      refuse(
        `The value for '${name}' must be between ${formatDuration(least)} and ${formatDuration(most)}; it is ${formatDuration(value)}.`,
      );
    return value;
  },
  write: formatDuration,
});

export const textUpTo = (most: number): Codec<string> => ({
  read: ({ name, text }) =>
    text.length <= most
      ? text
      : refuse(`The value for '${name}' must have at most ${most} characters; it has ${text.length}.`),
  write: (value) => (value === '' ? undefined : value),
});

export const oneOf = <T extends string>(values: readonly T[]): Codec<T> => ({
  read: ({ name, text }) =>
    values.find((value) => value === text.trim()) ??
    refuse(`The value for '${name}' must be one of ${values.join(', ')}; it is '${text}'.`),
  write: (value) => value,
});

/** A queue or topic: read from its name or an absolute URL, whose host does not matter; written absolute. */
export const entityReference: Codec<string> = {
  read: ({ name, text }) => {
    const given = text.trim();
    const path = withoutOuterSlashes(given.replace(/^[a-z]+:\/\/[^/]*/i, ''));
    if (path === '' && given !== '') refuse(`The value for '${name}' names no entity: '${text}'.`);
    return path;
  },
  write: (value, { host }) => (value === '' ? undefined : `sb://${host}/${value}`),
};

/** 0 stands for the emulator's own limit, which is told and may be sent back. */
export const messageSize: Codec<number> = {
  read: ({ name, text }, { maxMessageBytes }) => {
    const value = integer(name, text);
    return value === 0 || value === ownLimit(maxMessageBytes) ? 0 : between(1024, 102_400, name, value);
  },
  write: (value, { version, maxMessageBytes }) =>
    version < '2021' ? undefined : String(value === 0 ? ownLimit(maxMessageBytes) : value),
};

const ownLimit = (bytes: number): number => Math.floor(bytes / 1024);
