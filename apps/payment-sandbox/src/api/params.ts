import qs from 'qs';
import * as z from 'zod';
import { ApiError, invalidRequest } from '../core/api-error.js';
import { cancellationReasons, refundReasons } from '../core/stripe-objects.js';

/** Stripe's form encoding: `a[b]=c` is nested, everything is text (https://docs.stripe.com/api). */
export const parseForm = (text: string): Record<string, unknown> =>
  qs.parse(text, { depth: 5, parameterLimit: 500, parseArrays: false, plainObjects: true });

/** @throws ApiError 400 that names the first parameter that is wrong, as Stripe does. */
export function read<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue === undefined ? new ApiError(400, unclear) : refusalOf(issue);
}

const unclear = { type: 'invalid_request_error', message: 'The parameters are wrong.' } as const;

function refusalOf(issue: z.core.$ZodIssue): ApiError {
  if (issue.code === 'unrecognized_keys') {
    const param = asParam([...issue.path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const param = asParam(issue.path);
  if (issue.input === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (issue.input === '') {
    const message = `You passed an empty string for '${param}'. Leave it out, or give it a value.`;
    return invalidRequest(message, { code: 'parameter_invalid_empty', param });
  }
  const { code } = z
    .object({ code: z.string().default('') })
    .parse(issue.code === 'custom' ? (issue.params ?? {}) : {});
  return invalidRequest(`Invalid ${param}: ${issue.message}`, code === '' ? { param } : { code, param });
}

const asParam = ([first, ...rest]: PropertyKey[]): string =>
  String(first ?? '') + rest.map((key) => `[${String(key)}]`).join('');

const text = z.string().min(1).max(5000);

/** A whole number from 1. Stripe itself stops at eight digits. */
const amount = z.string().transform((given, issues) => {
  const value = Number(given);
  const wrong = (code: string, message: string) => {
    issues.addIssue({ code: 'custom', params: { code }, message, input: given });
    return z.NEVER;
  };
  if (given === '' || !Number.isInteger(value) || !/^-?\d+$/.test(given))
    return wrong('parameter_invalid_integer', 'it must be an integer');
  if (value < 1) return wrong('amount_too_small', 'it must be at least 1');
  return Number.isSafeInteger(value) ? value : wrong('amount_too_large', 'it must be less than 2^53');
});

const currencies = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));
const currency = z
  .string()
  .toLowerCase()
  .refine((code) => currencies.has(code), 'it must be a three-letter ISO 4217 code');

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((record) => Object.keys(record).length <= 50, 'it has at most 50 keys')
  .transform((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')));

/** `expand[]=a&expand[]=b` and `expand[0]=a&expand[1]=b` alike; what a list's items expand begins with `data.` */
const expand = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .transform((given) =>
    Object.values(given)
      .flat()
      .map((path) => path.replace(/^data\./, '')),
  )
  .pipe(z.array(z.enum(['latest_charge', 'payment_method', 'charge', 'payment_intent'])))
  .default([]);

export type Expand = z.infer<typeof expand>;

export const retrieval = z.strictObject({ expand, client_secret: text.optional() });

const paging = {
  limit: z
    .string()
    .regex(/^\d+$/, 'it must be an integer')
    .transform(Number)
    .pipe(z.number().min(1).max(100))
    .default(10),
  starting_after: text.optional(),
  expand,
};

export const page = z.strictObject(paging);
export const eventPage = page.omit({ expand: true });
export const pageOfIntent = z.strictObject({ ...paging, payment_intent: text.optional() });

const webUrl = z.url({ protocol: /^https?$/ });

const confirmation = { payment_method: text.optional(), return_url: webUrl.optional(), expand };

export const newIntent = z.strictObject({
  ...confirmation,
  amount,
  currency,
  capture_method: z.enum(['automatic', 'automatic_async']).default('automatic'),
  confirmation_method: z.literal('automatic').optional(),
  payment_method_types: z.record(z.string(), z.literal('card')).optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  confirm: flag.default(false),
  description: z.string().max(1000).optional(),
  metadata: metadata.default({}),
});

export const confirm = z.strictObject(confirmation);

export const cancel = z.strictObject({ cancellation_reason: z.enum(cancellationReasons).optional(), expand });

export const newRefund = z.strictObject({
  payment_intent: text.optional(),
  charge: text.optional(),
  amount: amount.optional(),
  reason: z.enum(refundReasons).optional(),
  metadata: metadata.default({}),
  expand,
});

export const customerResult = z.strictObject({ result: z.enum(['pass', 'fail']) });
export const checkerPage = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  starting_after: text.optional(),
});
