import { readCsv } from './csv-rows.js';

describe('a CSV file', () => {
  it('is rows of cells, whatever its line ends, quotes, byte order mark and empty lines', () => {
    expect(readCsv('\uFEFFa,b\r\n"x, ""y""",  z \n\n"two\nlines",\n', 10)).toEqual([
      { cells: ['a', 'b'] },
      { cells: ['x, "y"', 'z'] },
      { cells: ['two\nlines', ''] },
    ]);
  });

  it('keeps the rows around one it cannot read', () => {
    expect(readCsv('a,b\n1,2"3\n4,5\n', 10)).toEqual([
      { cells: ['a', 'b'] },
      { fault: expect.stringContaining('a quote stands where none may') },
      { cells: ['4', '5'] },
    ]);
  });

  it('says that a quote is not closed', () => {
    expect(readCsv('a,b\n1,"2\n3,4\n', 10)).toEqual([
      { cells: ['a', 'b'] },
      { fault: expect.stringContaining('a quote is not closed') },
    ]);
  });

  it('is read no further than asked', () => {
    expect(readCsv('a\nb\nc\n', 2)).toHaveLength(2);
  });
});
