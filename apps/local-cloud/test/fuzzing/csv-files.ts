import fc from 'fast-check';
import { anyTexts, textsOf } from './texts.js';

const header = 'sku,name,description,category,price,currency,stock';
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const texts = fc.oneof(textsOf(1, 200), anyTexts).map((text) => text.slice(0, 500));

const rows = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.stringMatching(/^[A-Z]{1,6}-\d{1,3}$/) },
      { weight: 1, arbitrary: texts.map(quoted) },
    ),
    texts.map(quoted),
    fc.oneof(fc.constant(''), texts.map(quoted), texts),
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom('lighting', 'csv') }, { weight: 1, arbitrary: texts.map(quoted) }),
    fc.oneof(
      fc.constantFrom('12.99', '1', '0.01', '9999999999.99'),
      fc.constantFrom('0', '-1', '1.999', '1e5', '1,5', 'NaN', '', '=1+1', '٣', '99999999999999999999', ' 1 '),
    ),
    fc.constantFrom('EUR', 'EUR', 'JPY', 'KWD', 'eur', 'XXX', '', 'E'),
    fc.constantFrom('0', '5', '1000000000', '-1', '1.5', '', 'x', '1e9', '99999999999999999999'),
  )
  .map((fields) => fields.join(','));

/** Files to import: most of their header and some of their rows are right. */
export const csvFiles: fc.Arbitrary<string> = fc
  .record({
    head: fc.oneof(
      { weight: 6, arbitrary: fc.constant(header) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '',
          'sku',
          `${header},more`,
          header.replace('sku,name', 'name,sku'),
          `\ufeff${header}`,
          header.toUpperCase(),
        ),
      },
    ),
    lines: fc.array(fc.oneof({ weight: 6, arbitrary: rows }, { weight: 1, arbitrary: texts }), { maxLength: 6 }),
    end: fc.constantFrom('\n', '\r\n', '\r', ''),
  })
  .map(({ head, lines, end }) => [head, ...lines].join(end === '' ? '\n' : end) + end);
