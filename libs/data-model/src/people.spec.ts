import { isPseudonym, isSamePerson, pseudonymOf } from './people.js';
import { isId } from './wire.js';

const ann = '019ac0de-0000-7000-8000-000000000001';
const ben = '019ac0de-0000-7000-8000-000000000002';

describe('the name of an erased person', () => {
  it('is an id, always the same, of nobody else, and can be told from that of a person', () => {
    expect(isId(pseudonymOf(ann))).toBe(true);
    expect(pseudonymOf(ann)).toBe(pseudonymOf(ann));
    expect(pseudonymOf(ann)).not.toBe(pseudonymOf(ben));
    expect([ann, pseudonymOf(ann)].map(isPseudonym)).toEqual([false, true]);
  });

  it('says nothing of the id it was made of', () => {
    const hidden = pseudonymOf(ann).split('-');
    for (const part of ann.split('-').filter((one) => one.length > 4)) expect(hidden).not.toContain(part);
  });

  it('is the same person as the id, whichever of the two is known where', () => {
    expect(isSamePerson(ann, ann)).toBe(true);
    expect(isSamePerson(ann, pseudonymOf(ann))).toBe(true);
    expect(isSamePerson(pseudonymOf(ann), ann)).toBe(true);
    expect(isSamePerson(ann, ben)).toBe(false);
    expect(isSamePerson(pseudonymOf(ann), ben)).toBe(false);
  });
});
