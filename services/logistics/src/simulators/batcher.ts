type Ask<Item, Answer> = { readonly item: Item; readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void };

/** Keeps a statement well under a second. */
const ITEMS_MAX = 500;

/**
 * Joins what many callers ask at the same time into one question with an answer for each: while one is under way, the others
 * gather for the next. A question that fails, fails for those who asked it.
 */
export class Batcher<Item, Answer> {
  readonly #waiting: Ask<Item, Answer>[] = [];
  #running = false;

  /** @param answer gives an answer for each item, in order */
  constructor(private readonly answer: (items: readonly Item[]) => Promise<readonly Answer[]>) {}

  ask(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    await Promise.resolve(); // what is asked in the same breath goes along
    while (this.#waiting.length > 0) await this.#settle(this.#waiting.splice(0, ITEMS_MAX));
    this.#running = false;
  }

  async #settle(asks: readonly Ask<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.answer(asks.map(({ item }) => item));
      asks.forEach(({ resolve, reject }, n) => {
        const answer = answers[n];
        if (answer === undefined) reject(new Error('a batch was answered in part'));
        else resolve(answer);
      });
    } catch (error) {
      for (const { reject } of asks) reject(error);
    }
  }
}
