import { readCsv } from './csv-rows.js';

describe('a CSV file', () => {
  it('is rows of cells, whatever its line ends, quotes and empty lines', () => {
    expect(readCsv('a,b\r\n"x, ""y""",  z \n\n"two\r\nlines",\n  \n', 10)).toEqual([
      { cells: ['a', 'b'] },
      { cells: ['x, "y"', 'z'] },
      { cells: ['two\r\nlines', ''] },
    ]);
  });

  it.each(['\n', '\r\n', '\r', '\u2028', '\u0085', '\v', '\ufeff', ' \t ', '\u3000'])(
    'keeps %j between quotes as it is',
    (text) => {
      expect(readCsv(`a,b\r\n"${text}x${text}","${text}"\r\n`, 10)).toEqual([
        { cells: ['a', 'b'] },
        { cells: [`${text}x${text}`, text] },
      ]);
    },
  );

  it('keeps the rows around one with a misplaced quote', () => {
    expect(readCsv('a,b\n1,2"3\n4,"5"6\n7,8\n', 10)).toEqual([
      { cells: ['a', 'b'] },
      { fault: 'has a quote where none may stand' },
      { fault: 'has a quote where none may stand' },
      { cells: ['7', '8'] },
    ]);
  });

  it('keeps the rows after a quote that is never closed', () => {
    expect(readCsv('a,b\n1,"2\n3,4\n"5",6\n', 10)).toEqual([
      { cells: ['a', 'b'] },
      { fault: 'has a quote where none may stand' },
      { cells: ['3', '4'] },
      { cells: ['5', '6'] },
    ]);
    expect(readCsv('1,"2\n3,4\n', 10)).toEqual([{ fault: 'has a quote that is not closed' }, { cells: ['3', '4'] }]);
  });

  it('is read no further than asked', () => {
    expect(readCsv('a\nb\nc\n', 2)).toHaveLength(2);
  });
});
