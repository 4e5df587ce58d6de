import mssql from 'mssql';
import { poolConfig } from './mssql-url.js';
import { asInput } from './mssql-values.js';

describe('a URL of SQL Server', () => {
  it('gives the settings of the pool, encrypted unless it says otherwise', () => {
    expect(poolConfig('mssql://shop:p%40ss%2Fw@db.example:1434/payments')).toMatchObject({
      server: 'db.example',
      port: 1434,
      user: 'shop',
      password: 'p@ss/w',
      database: 'payments',
      options: { encrypt: true, trustServerCertificate: false },
    });
    expect(poolConfig('mssql://sa:x@localhost/a?encrypt=false&trustServerCertificate=true')).toMatchObject({
      port: 1433,
      options: { encrypt: false, trustServerCertificate: true },
    });
  });
});

describe('a parameter', () => {
  it('that is an integer is exact', () => {
    expect(asInput(Number.MAX_SAFE_INTEGER)).toEqual({ type: mssql.BigInt, input: '9007199254740991' });
    expect(() => asInput(2 ** 53)).toThrow(RangeError);
  });

  it('that is a text is Unicode, whatever its length', () => {
    expect(asInput('é')).toEqual({ type: mssql.NVarChar(4000), input: 'é' });
    expect(asInput('x'.repeat(5000)).type).toEqual(mssql.NVarChar(mssql.MAX));
  });

  it('that is a date is an ISO text, and undefined is null', () => {
    expect(asInput(new Date(0)).input).toBe('1970-01-01T00:00:00.000Z');
    expect(asInput(undefined).input).toBeNull();
    expect(() => asInput({})).toThrow(TypeError);
  });
});
