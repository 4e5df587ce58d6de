import { randomBytes } from 'node:crypto';
import type { AccessRight, AuthorizationRule } from '../broker/definition.js';
import { refuse } from './codecs.js';
import type { Codec } from './field.js';
import { childNamed, textIn, type XmlElement } from './xml.js';

const RIGHTS: readonly AccessRight[] = ['Manage', 'Send', 'Listen'];
const MOST_RULES = 12;
const KEY_BYTES = 32;

/** Keys of a queue or topic; a missing key is made. */
export const authorizationRules: Codec<readonly AuthorizationRule[]> = {
  read: ({ name, children }, { now }) => {
    const rules = children.map((child) => readRule(child, now));
    const names = new Set(rules.map(({ keyName }) => keyName.toLowerCase()));
    if (names.size < rules.length) refuse(`The rules of '${name}' must have different key names.`);
    if (rules.length > MOST_RULES) refuse(`'${name}' must have at most ${MOST_RULES} rules; it has ${rules.length}.`);
    return rules;
  },
  write: (rules) => ({ AuthorizationRule: rules.map(writeRule) }),
};

function readRule(element: XmlElement, now: number): AuthorizationRule {
  const keyName = textIn(element, 'KeyName') ?? '';
  if (keyName === '' || keyName.length > 256)
    refuse(`The 'KeyName' of an authorization rule must have 1 to 256 characters; it has ${keyName.length}.`);
  const given = childNamed(element, 'Rights')?.children.map(({ text }) => text.trim()) ?? [];
  const rights = given.map(
    (right) =>
      RIGHTS.find((known) => known === right) ??
      refuse(`The 'AccessRights' of the rule '${keyName}' must be among ${RIGHTS.join(', ')}; one is '${right}'.`),
  );
  if (rights.length === 0)
    refuse(`The rule '${keyName}' must have at least one of the 'AccessRights' Manage, Send, Listen.`);
  if (rights.includes('Manage') && RIGHTS.some((right) => !rights.includes(right)))
    refuse(`The 'AccessRights' of the rule '${keyName}' must include Send and Listen when they include Manage.`);
  return {
    keyName,
    rights,
    primaryKey: readKey(element, 'PrimaryKey', keyName),
    secondaryKey: readKey(element, 'SecondaryKey', keyName),
    createdAt: now,
    modifiedAt: now,
  };
}

function readKey(element: XmlElement, name: string, rule: string): string {
  const key = textIn(element, name);
  if (key === undefined || key === '') return randomBytes(KEY_BYTES).toString('base64');
  if (!/^[\w+/=-]{1,256}$/.test(key))
    refuse(`The '${name}' of the rule '${rule}' must be Base64 of at most 256 characters.`);
  return key;
}

const writeRule = ({ keyName, rights, primaryKey, secondaryKey, createdAt, modifiedAt }: AuthorizationRule) => ({
  '@i:type': 'SharedAccessAuthorizationRule',
  ClaimType: 'SharedAccessKey',
  ClaimValue: 'None',
  Rights: { AccessRights: rights },
  CreatedTime: new Date(createdAt).toISOString(),
  ModifiedTime: new Date(modifiedAt).toISOString(),
  KeyName: keyName,
  PrimaryKey: primaryKey,
  SecondaryKey: secondaryKey,
});
