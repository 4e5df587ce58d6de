/** A value that a rule is written with: a property of a correlation filter, a parameter of a SQL expression. */
export type RuleValue = string | number | boolean | Date | Uint8Array;

/** A value of a message property, as rules compare it: whole numbers of AMQP are bigints, floating ones are numbers. */
export type FilterValue = RuleValue | bigint;

/** What a rule can see of a message. */
export interface FilterFacts {
  /** A property of the broker, by its lower-case name such as `to` or `messageid`; undefined when not set. */
  system(name: SystemProperty): FilterValue | undefined;
  /** A property of the sender; names match exactly, or else without regard to case. */
  user(name: string): FilterValue | undefined;
}

export const systemProperties = [
  'contenttype',
  'correlationid',
  'enqueuedsequencenumber',
  'enqueuedtimeutc',
  'label',
  'messageid',
  'partitionkey',
  'replyto',
  'replytosessionid',
  'scheduledenqueuetimeutc',
  'sequencenumber',
  'sessionid',
  'subject',
  'timetolive',
  'to',
] as const;

export type SystemProperty = (typeof systemProperties)[number];

export const isSystemProperty = (name: string): name is SystemProperty =>
  (systemProperties as readonly string[]).includes(name); // widened only to ask
