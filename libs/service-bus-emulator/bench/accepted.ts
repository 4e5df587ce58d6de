import rhea from 'rhea';

/** The outcome "accepted", which rhea's typings leave out. */
export const accepted = (rhea.message as unknown as { accepted(): { described(): unknown } }).accepted().described();
