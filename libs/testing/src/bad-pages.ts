/**
 * Queries that no list may answer, each with the name of the parameter at fault.
 *
 * @param cursor one that the list gave
 * @param name how the list calls it
 */
export function badPages(cursor: string, name: 'cursor' | 'after' = 'cursor'): [query: string, name: string][] {
  const [payload = '', signature = ''] = cursor.split('.');
  const position = Buffer.from(JSON.stringify({ id: '0'.repeat(36) })).toString('base64url');
  const forged = [
    '',
    'x',
    '.',
    'null',
    payload,
    `.${signature}`,
    `${payload}.`,
    cursor.slice(0, -1),
    cursor.slice(1),
    `${cursor}x`,
    `${cursor}.${signature}`,
    `${cursor}%20`,
    `${cursor}%00`,
    `${cursor}%C3%A9`,
    cursor.toUpperCase(),
    `${position}.${signature}`,
    `${Buffer.from('null').toString('base64url')}.${signature}`,
    `${signature}.${payload}`,
    '..%2f..%2fetc%2fpasswd',
    '__proto__',
    '1%20OR%201=1',
    'x'.repeat(2049),
  ];
  return [
    ...forged.filter((one) => one !== cursor).map((one): [string, string] => [`${name}=${one}`, name]),
    [`${name}=%ff`, name],
    [`${name}=${cursor}&${name}=${cursor}`, name],
    [`${name}[]=${cursor}`, `${name}[]`],
    ...badLimits.map((limit): [string, string] => [`limit=${limit}`, 'limit']),
    ['limit=1&limit=2', 'limit'],
    ['limit[]=1', 'limit[]'],
    ['colour=red', 'colour'],
    ['__proto__=1', '__proto__'],
    ['constructor[prototype]=1', 'constructor[prototype]'],
    ['colour=%ff', 'colour'],
  ];
}

const badLimits = ['', '0', '-1', '1.5', '1e1', '0x1', '%201', '501', 'ten', '%D9%A5', '99999999999999999999', 'NaN'];
