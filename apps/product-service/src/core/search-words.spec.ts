import { maxWords, searchWords, wordsOf } from './search-words.js';

describe('the words of a text', () => {
  it('are the same whatever their case, accents and punctuation', () => {
    expect(wordsOf("Café 'LAMP' — café; 12V")).toEqual(['cafe', 'lamp', '12v']);
  });

  it('may be in any script', () => {
    expect(wordsOf('Лампа 灯 ΛΆΜΠΑ')).toEqual(['лампа', '灯', 'λαμπα']);
  });

  it('are cut where they are long, and never end with half a letter', () => {
    const [word = ''] = wordsOf(`${'a'.repeat(39)}\u{20000}b`);
    expect([word.length, word.isWellFormed()]).toEqual([40, true]);
  });

  it('are none when there are only signs', () => {
    expect(wordsOf('!!! — ???')).toEqual([]);
  });
});

describe('the words a product is found by', () => {
  it('are those of its name, its sku and its description, each once', () => {
    expect(searchWords({ name: 'Harbour lamp', sku: 'LAMP-01', description: 'A lamp of brass.' })).toEqual([
      'harbour',
      'lamp',
      '01',
      'a',
      'of',
      'brass',
    ]);
  });

  it('are bounded, and the description gives way', () => {
    const description = Array.from({ length: 100 }, (_, n) => `word${n}`).join(' ');
    const words = searchWords({ name: 'Harbour lamp', sku: 'X', description });
    expect(words).toHaveLength(maxWords);
    expect(words.slice(0, 3)).toEqual(['harbour', 'lamp', 'x']);
  });
});
