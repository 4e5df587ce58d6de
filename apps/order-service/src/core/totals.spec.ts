import { mostMoney } from '@causeway/data-model';
import { aPricedLine } from '@causeway/testing';
import fc from 'fast-check';
import { taxIn, totalsOf } from './totals.js';

const euro = (amount: number) => ({ amount, currency: 'EUR' });

describe('the totals of an order', () => {
  it('add up the lines and the flat fee, and say how much tax is in them', () => {
    const items = [aPricedLine({ quantity: 2 }), aPricedLine({ quantity: 1, unitPrice: euro(500) })];
    expect(totalsOf(items, { shippingFlatFee: 399, taxBasisPoints: 2000 })).toEqual({
      subtotal: euro(3098),
      shipping: euro(399),
      total: euro(3497),
      taxIncluded: euro(583),
    });
  });

  it('are refused above what an order can cost', () => {
    const most = aPricedLine({ quantity: 1, unitPrice: euro(mostMoney) });
    expect(totalsOf([most], { shippingFlatFee: 0, taxBasisPoints: 0 }).total).toEqual(euro(mostMoney));
    expect(() => totalsOf([most], { shippingFlatFee: 1, taxBasisPoints: 0 })).toThrow('1 field is invalid.');
  });

  it('are refused when they cannot be told exactly', () => {
    const huge = () => aPricedLine({ quantity: 1, unitPrice: euro(Number.MAX_SAFE_INTEGER) });
    expect(() => totalsOf([huge(), huge()], { shippingFlatFee: 0, taxBasisPoints: 0 })).toThrow('1 field is invalid.');
  });
});

describe('the tax in an amount', () => {
  it.each([
    // amount, basis points, tax: a half goes to the even neighbour
    [120, 2000, 20],
    [3, 2000, 0],
    [9, 2000, 2],
    [1, 10_000, 0],
    [3, 10_000, 2],
    [5, 10_000, 2],
    [2598, 0, 0],
  ])('of %i at %i basis points is %i', (amount, basisPoints, tax) => {
    expect(taxIn(euro(amount), basisPoints)).toEqual(euro(tax));
  });

  it('is never further than half a unit from the exact value', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 10_000 }), (amount, basisPoints) => {
        const tax = BigInt(taxIn(euro(amount), basisPoints).amount);
        const divisor = BigInt(10_000 + basisPoints);
        const error = tax * divisor - BigInt(amount) * BigInt(basisPoints);
        return (error < 0n ? -error : error) * 2n <= divisor;
      }),
    );
  });
});
