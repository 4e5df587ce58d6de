import { newOrder, registration, text } from './index.js';

describe('text on the wire', () => {
  it('counts code points and keeps every script verbatim', () => {
    const name = text(1, 3);
    for (const value of ['ab', '日本語', '👩‍🚀', 'é']) expect(name.parse(value)).toBe(value);
    expect(name.safeParse('four').success).toBe(false);
    expect(name.safeParse('').success).toBe(false);
  });

  it('refuses NUL and lone surrogates', () => {
    for (const value of ['a\0b', '\ud83d', 'x\udc00']) expect(text(1, 10).safeParse(value).success).toBe(false);
  });
});

describe('a registration', () => {
  it('takes an address for one whatever its case', () => {
    const parsed = registration.parse({ email: ' Ann@Example.COM', password: 'twelve chars', name: 'Ann' });
    expect(parsed.email).toBe('ann@example.com');
  });
});

describe('an order on the wire', () => {
  const line = { productId: '01890a5d-ac96-774b-bcce-b302099a8057', quantity: 1 };
  const order = {
    items: [line],
    paymentMethod: 'pm_card_visa',
    shippingAddress: { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' },
  };

  it.each([0, -1, 1.5, 100_001, '2', null])('refuses the quantity %j', (quantity) => {
    const { error } = newOrder.safeParse({ ...order, items: [{ ...line, quantity }] });
    expect(error?.issues[0]?.path).toEqual(['items', 0, 'quantity']);
  });

  it('points at a repeated product', () => {
    const { error } = newOrder.safeParse({ ...order, items: [line, line] });
    expect(error?.issues).toMatchObject([{ path: ['items', 1, 'productId'], message: 'must not be repeated' }]);
  });

  it('has 1 to 90 lines', () => {
    expect(newOrder.safeParse({ ...order, items: [] }).success).toBe(false);
    expect(newOrder.safeParse({ ...order, items: Array.from({ length: 91 }, () => line) }).success).toBe(false);
  });
});
