/** Every service that takes our tokens: the audience of a person's token is all of them, a service's token has one. */
export const services = [
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
] as const;

export const isService = (name: string): boolean => services.some((service) => service === name);
