/** What is compared with others by doing it in turns. */
export type Subject<T> = {
  name: string;
  /** The subject that this one's figures are divided by; none for one that others are compared with. */
  comparedWith: string | undefined;
  run(): Promise<T>;
};

/** What a subject's run gave, and in which round. */
export type Outcome<T> = { subject: string; round: number; result: T };

/**
 * Runs all subjects in every round, in turns forwards and backwards (A B, B A, A B ...), so that what changes on the
 * machine in the meantime touches all alike.
 */
export async function alternate<T>(
  subjects: readonly Subject<T>[],
  rounds: number,
  onRun: (subject: string, round: number) => void = () => undefined,
): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const turn = round % 2 === 1 ? subjects : subjects.toReversed();
    for (const { name, run } of turn) {
      onRun(name, round);
      outcomes.push({ subject: name, round, result: await run() });
    }
  }
  return outcomes;
}

/** What one measure was in each round for two subjects, side by side. */
export function pairsOf<T>(
  outcomes: readonly Outcome<T>[],
  [first, second]: readonly [string, string],
  measure: (result: T) => number,
): [number, number][] {
  const of = (subject: string) =>
    new Map(outcomes.filter((one) => one.subject === subject).map(({ round, result }) => [round, measure(result)]));
  const others = of(second);
  return [...of(first)].flatMap(([round, value]) => {
    const other = others.get(round);
    return other === undefined ? [] : [[value, other] satisfies [number, number]];
  });
}
