// What looks like a secret in a file. Each pattern's `value` group is what should not be there.

/** Files that assign without quotes. */
const isPlain = /(\.(ya?ml|sh|tfvars|properties|conf|ini|toml|md)|Dockerfile[^/]*|\.env[^/]*|\.ci\/[^/]+)$/;
/** In tests a short word stands for a secret; what is a secret there, is long. */
const isTest = /(^|\/)(test|bench)\/|\.spec\.[a-z]+$|^libs\/testing\//;

/** Forms that are a secret by what they begin with or stand behind, however they look. */
const forms = [
  { what: 'a private key', pattern: /(?<value>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)/g },
  { what: 'a key id of AWS', pattern: /\b(?<value>(?:AKIA|ASIA)[A-Z2-7]{16})\b/g },
  { what: 'a token', pattern: /\b(?<value>eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})/g },
  { what: 'an API key', pattern: /\b(?<value>cwk_[0-9a-f]{8}_[\w-]{32,})/g },
  { what: 'a key of a payment provider', pattern: /\b(?<value>(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,})/g },
  { what: 'a token of a forge or a registry', pattern: /\b(?<value>(?:gh[opsu]_|github_pat_|glpat-|npm_)\w{20,})/g },
  { what: 'a credential in a header', pattern: /\b(?:Bearer|Basic) (?<value>[A-Za-z0-9+/=_~.-]{24,})/g },
  {
    what: 'the key of a connection string',
    pattern: /\b(?:Account|SharedAccess)Key=(?<value>[^;\s"'`\\]{8,})/gi,
    leastInTests: 12,
  },
  {
    what: 'the signature of a connection string',
    pattern: /\bSharedAccessSignature=[^\s"'`;]*\bsig=(?<value>[^&;\s"'`]{8,})/gi,
    leastInTests: 12,
  },
  {
    what: 'the password in a URL',
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`<>]*:(?<value>[^\s/:@"'`<>]{8,})@[\w[$<]/gi,
    leastInTests: 12,
  },
  {
    what: 'what is assigned to a secret',
    pattern:
      /(?:secret|passw(?:or)?d|pwd|token|api_?key|account_?key|secret_?access_?key)["']?\s*[:=]\s*["'](?<value>[^"'\s]{8,})["']/gi,
    leastInTests: Number.POSITIVE_INFINITY,
  },
  {
    what: 'what is assigned to a secret',
    pattern:
      /\b[A-Z_]*(?:SECRET|PASSWORD|TOKEN|API_KEY|ACCOUNT_KEY|ACCESS_KEY)[A-Z_]*\s*[:=]\s*(?<value>[^\s"'`#]{8,})/g,
    files: isPlain,
  },
];

/** Anything else that is as long and as random as a key: base64 and its kin, or hexadecimal digits; an image's digest is public. */
const longText = /(?<![\w+/=-]|@sha256:)(?<value>[A-Za-z0-9+/_-]{24,}={0,2})(?![\w+/=])/g;

/** What is put together when the program runs, and what a reader has to replace. */
const standsForOne = /\$\{|^[$<{%]|^(\.\.\.|…)|^(password|pass)$|^(aws-secretsmanager|azure-keyvault):/i;

/**
 * The literals of a file that look like secrets.
 *
 * @param {string} path from the repository's root, with slashes
 * @returns {{ what: string, value: string, line: number }[]} each once, in the order of the lines
 */
export function secretsIn(path, source) {
  const found = new Map();
  const add = (what, { index, groups: { value } }) => {
    if (!standsForOne.test(value) && !found.has(value)) found.set(value, { what, value, line: lineAt(source, index) });
  };
  for (const { what, pattern, files = /./, leastInTests = 0 } of forms) {
    if (!files.test(path)) continue;
    const least = isTest.test(path) ? leastInTests : 0;
    for (const match of source.matchAll(pattern)) if (match.groups.value.length >= least) add(what, match);
  }
  const inForms = [...found.keys()];
  for (const match of source.matchAll(longText)) {
    const { value } = match.groups;
    if (isRandom(value) && !inForms.some((other) => other.includes(value))) add('text as random as a key', match);
  }
  return [...found.values()].sort((one, other) => one.line - other.line);
}

const lineAt = (source, index) => source.slice(0, index).split('\n').length;

/** Text that came by chance changes all the time between capitals, small letters and digits; words, paths and names do not. */
function isRandom(value) {
  if (/^[0-9a-f-]+$/i.test(value)) return isRandomHex(value);
  const kinds = [...value].map(kindOf);
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return changes / value.length > 0.4 && bitsPerLetter(value) > 3.8;
}

/** With hyphens it is an id (RFC 9562). */
const isRandomHex = (value) => /^[0-9a-f]{32,}$/i.test(value) && bitsPerLetter(value) > 3.2;

function kindOf(letter) {
  if (/[a-z]/.test(letter)) return 'small';
  if (/[A-Z]/.test(letter)) return 'capital';
  return /\d/.test(letter) ? 'digit' : 'sign';
}

/** Shannon's entropy of the letters by how often each comes. */
function bitsPerLetter(value) {
  const shares = [...Map.groupBy([...value], (letter) => letter).values()].map(({ length }) => length / value.length);
  return shares.reduce((bits, share) => bits - share * Math.log2(share), 0);
}
