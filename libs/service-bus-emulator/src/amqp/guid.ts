/** The 16 bytes of a GUID in the order of its text. */
export const guidBytes = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex');

/** The text form of 16 bytes. */
export function guidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A delivery tag has the byte order of .NET: the first three groups are swapped. Its own inverse. */
export function swapGuid(bytes: Buffer): Buffer {
  const swapped = Buffer.from(bytes);
  swapped.subarray(0, 4).reverse();
  swapped.subarray(4, 6).reverse();
  swapped.subarray(6, 8).reverse();
  return swapped;
}
