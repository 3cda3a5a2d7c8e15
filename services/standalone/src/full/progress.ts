/** Says on one line what is being started: `Starting 正在启动: PostgreSQL, Kafka · relay · …`. */
export class Progress {
  #steps = 0;

  constructor(private readonly write: (text: string) => void) {}

  step(name: string): void {
    this.write(this.#steps === 0 ? `Starting 正在启动: ${name}` : ` · ${name}`);
    this.#steps += 1;
  }

  /** Before anything else is written. */
  end(): void {
    if (this.#steps > 0) this.write('\n');
    this.#steps = 0;
  }
}
