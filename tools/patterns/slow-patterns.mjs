const file = 'tools/patterns/reviewed-patterns.mjs';

/**
 * The expressions that can take more than a time proportional to the text they look at, but for those that were reviewed,
 * and reviews of what is not slow (any more): a sentence each.
 *
 * @param patterns what `findPatterns` returns
 * @param reviewed `{ path, pattern, because }` of each that may stay
 * @param judge gives the verdict on a pattern and its flags
 */
export async function slowPatterns(patterns, reviewed, judge) {
  const judged = await Promise.all(patterns.map(async (one) => ({ ...one, ...(await judge(one.pattern, one.flags)) })));
  const slow = judged.filter(({ isSafe }) => !isSafe);
  const isReview = (one) => (review) => review.path === one.path && review.pattern === one.pattern;
  return [
    ...slow
      .filter((one) => !reviewed.some(isReview(one)))
      .map(
        ({ path, line, pattern, flags, what }) =>
          `${path}:${line}: /${pattern}/${flags} ${what}; rewrite it, or, if no stranger chooses that text or it is short, say so in ${file}.`,
      ),
    ...reviewed
      .filter((review) => !slow.some((one) => isReview(one)(review)))
      .map(
        ({ path, pattern }) =>
          `${file} reviews /${pattern}/ in ${path}, where no such expression is slow; take it out.`,
      ),
  ];
}
