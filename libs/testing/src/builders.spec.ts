import { anAddress, anOrder, aPayment, aPricedLine, aProduct } from './index.js';

describe('builders', () => {
  it('make things the wire would take, with amounts that agree', () => {
    const items = [
      aPricedLine({ quantity: 3, unitPrice: { amount: 100, currency: 'GBP' } }),
      aPricedLine({ quantity: 1, unitPrice: { amount: 50, currency: 'GBP' } }),
    ];
    expect(anOrder({ items }).total).toEqual({ amount: 350, currency: 'GBP' });
    expect(aPayment({ amount: { amount: 5, currency: 'GBP' } }).refunded).toEqual({ amount: 0, currency: 'GBP' });
    expect(aProduct({ sku: 'MUG-02' }).sku).toBe('MUG-02');
    expect(anAddress({ country: 'FR' }).country).toBe('FR');
  });

  it('refuse what the wire would refuse', () => {
    expect(() => anAddress({ country: 'France' })).toThrow('ISO 3166');
  });
});
