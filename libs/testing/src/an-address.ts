import { type Address, address } from '@causeway/data-model';

/** An address as orders carry it. */
export const anAddress = (overrides: Partial<Address> = {}): Address =>
  address.parse({
    name: 'Ann',
    line1: '1 Quay',
    line2: null,
    city: 'Cork',
    postalCode: 'T12',
    region: null,
    country: 'IE',
    ...overrides,
  });
