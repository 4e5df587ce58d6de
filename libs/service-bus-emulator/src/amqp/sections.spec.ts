import { readArrival } from './arrival.js';
import { changeContent } from './content.js';
import { message, types } from './rhea.js';
import { Malformed, splitSections } from './sections.js';

const guid = () => '00000000-0000-4000-8000-000000000000';

const encoded = (fields: object): Buffer => message.encode({ body: types.wrap('body'), ...fields });

describe('an encoded message', () => {
  it('is read without losing a byte of what the sender wrote', () => {
    const bytes = encoded({
      message_id: 'm',
      application_properties: { n: types.wrap_ulong(7), d: types.wrap_timestamp(5) },
    });
    expect(readArrival(bytes, guid).content.equals(bytes)).toBe(true);
  });

  it('gets an id when it has none', () => {
    expect(readArrival(encoded({ to: 'x' }), guid)).toMatchObject({ messageId: '00000000000040008000000000000000' });
  });

  it('keeps the types of properties that are not changed', () => {
    const bytes = encoded({ message_id: 'm', application_properties: { n: types.wrap_ulong(7) } });
    const changed = splitSections(changeContent(bytes, new Map([['why', 'x']]))).applicationProperties;
    expect(changed?.includes(Buffer.from([0xa1, 1, 0x6e, 0x53, 7]))).toBe(true);
  });

  it('is refused wherever it is cut off or spoilt', () => {
    const bytes = encoded({ message_id: 'm', application_properties: { n: 1, text: 'x'.repeat(300) } });
    for (let length = 1; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      try {
        readArrival(cut, guid);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }
    expect(() => splitSections(Buffer.from([0x00, 0x53, 0x77, 0xff]))).toThrow(Malformed);
  });
});
