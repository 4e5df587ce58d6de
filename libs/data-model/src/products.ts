import * as z from 'zod';
import { money, price } from './money.js';
import { id, pageQuery, text, time } from './wire.js';

const sku = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9@._/-]{0,63}$/, 'must have 1 to 64 letters, digits, or one of @ . _ / -');
const category = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must have 1 to 50 small letters, digits or hyphens');
const quantity = (min: number, max: number) =>
  z
    .int(`must be an integer from ${min} to ${max}`)
    .min(min, `must be an integer from ${min} to ${max}`)
    .max(max, `must be an integer from ${min} to ${max}`);

export const productImage = z.strictObject({ url: text(1, 500), contentType: text(1, 100) });
/** Keeps a product within the size of an item and of an event. */
export const mostPictures = 50;

export const imageTypes = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const;
export type ImageType = keyof typeof imageTypes;

export const product = z.strictObject({
  id,
  sku: text(1, 64),
  name: text(1, 200),
  description: text(0, 5000),
  category: text(1, 50),
  price: money,
  available: z.int(),
  images: z.array(productImage).max(mostPictures),
  createdAt: time,
  updatedAt: time,
});
export type Product = z.infer<typeof product>;

export const newProduct = z.strictObject({
  sku,
  name: text(1, 200),
  description: text(0, 5000).default(''),
  category,
  price,
  stock: quantity(0, 1_000_000_000).default(0),
});
export type NewProduct = z.infer<typeof newProduct>;

export const productChange = newProduct
  .pick({ name: true, category: true, price: true })
  .extend({ description: text(0, 5000) })
  .partial();
export type ProductChange = z.infer<typeof productChange>;

const priceBound = z
  .string()
  .regex(/^\d{1,16}$/, 'must be an integer number of minor units')
  .transform(Number)
  .refine(Number.isSafeInteger, 'must be below 2^53');

export const productSorts = ['name', 'price', '-price', '-createdAt'] as const;
export const productQuery = z.strictObject({
  q: text(1, 200).optional(),
  category: category.optional(),
  minPrice: priceBound.optional(),
  maxPrice: priceBound.optional(),
  inStock: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((value) => value === 'true')
    .optional(),
  sort: z.enum(productSorts, `must be one of ${productSorts.join(', ')}`).default('name'),
  ...pageQuery,
});
export type ProductQuery = z.infer<typeof productQuery>;

export const categoryItem = z.strictObject({ id: z.string(), name: z.string(), products: z.int() });
export type Category = z.infer<typeof categoryItem>;

export const categoryQuery = z.strictObject(pageQuery);

export const newStockAdjustment = z.strictObject({
  delta: quantity(-1_000_000_000, 1_000_000_000).refine((n) => n !== 0, 'must not be 0'),
  reason: text(1, 200),
});
export type NewStockAdjustment = z.infer<typeof newStockAdjustment>;

export const stockAdjustment = z.strictObject({
  id,
  delta: z.int(),
  reason: z.string(),
  available: z.int(),
  createdAt: time,
});
export type StockAdjustment = z.infer<typeof stockAdjustment>;

/** 5 MiB, for pictures and for imported files. */
export const maxUpload = 5 * 1024 * 1024;

export const newImage = z.strictObject({
  contentType: z.enum(
    Object.keys(imageTypes) as [ImageType, ...ImageType[]],
    'must be image/png, image/jpeg or image/webp',
  ), // the keys of the map
  size: quantity(1, maxUpload),
});
export type NewImage = z.infer<typeof newImage>;

export const imageUpload = z.strictObject({
  uploadUrl: z.string(),
  method: z.literal('PUT'),
  headers: z.record(z.string(), z.string()),
  expiresAt: time,
  url: z.string(),
});
export type ImageUpload = z.infer<typeof imageUpload>;

export const importReport = z.strictObject({
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  failed: z.int(),
  errors: z.array(z.strictObject({ row: z.int(), field: z.string(), message: z.string() })),
});
export type ImportReport = z.infer<typeof importReport>;

/** A DynamoDB transaction holds 100 actions; an order's lines share it with what else a step writes. */
export const mostLines = 90;

/** What an order asks product-service to hold: one line per product. */
export const reservationLine = z.strictObject({ productId: id, quantity: quantity(1, 100_000) });
export type ReservationLine = z.infer<typeof reservationLine>;

export const reservationRequest = z.strictObject({
  orderId: id,
  items: z.array(reservationLine).min(1).max(mostLines),
});
export type ReservationRequest = z.infer<typeof reservationRequest>;

/** The lines as product-service froze them, with names and prices. */
export const pricedLine = z.strictObject({
  productId: id,
  sku: text(1, 64),
  name: text(1, 200),
  quantity: z.int(),
  unitPrice: money,
  lineTotal: money,
});
export type PricedLine = z.infer<typeof pricedLine>;

/** `leaseUntil` is null once the order is known to exist. */
export const reservation = z.strictObject({
  orderId: id,
  items: z.array(pricedLine).max(mostLines),
  leaseUntil: time.nullable(),
});
export type Reservation = z.infer<typeof reservation>;
