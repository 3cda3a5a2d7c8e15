type Wave<Answer> = { readonly ids: Set<string>; readonly answers: Promise<ReadonlyMap<string, Answer>> };

/**
 * Joins what many callers ask at the same time into one question: while one is under way the others gather for the next. A question that
 * fails fails for those who asked it, and for nobody after.
 */
export class Coalescer<Answer> {
  private gathering: Wave<Answer> | null = null;
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(private readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer>>) {}

  ask(ids: Iterable<string>): Promise<ReadonlyMap<string, Answer>> {
    const wave = this.gathering ?? this.open();
    for (const id of ids) wave.ids.add(id);
    return wave.answers;
  }

  private open(): Wave<Answer> {
    const ids = new Set<string>();
    const answers = this.underWay.then(() => {
      this.gathering = null;
      return this.load([...ids]);
    });
    this.underWay = Promise.allSettled([answers]);
    this.gathering = { ids, answers };
    return this.gathering;
  }
}
