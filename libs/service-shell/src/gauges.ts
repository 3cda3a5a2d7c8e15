/**
 * A number that a service knows and an operator wants, asked for at each scrape and at most once a second: the waybills left at
 * a carrier for example. It must be cheap; an answer later than two seconds is left out.
 */
export type CallbackGauge = {
  readonly name: `daifa_${string}`;
  /** What it counts, in one sentence. */
  readonly help: string;
  /** The label its values are told apart by. Of few values, none of them an id. */
  readonly label: string;
  readonly read: () => Promise<readonly GaugeValue[]>;
};

export type GaugeValue = { readonly of: string; readonly value: number };

/** Where services hand in their gauges. The same name again replaces what stood there. */
export interface Gauges {
  register(gauge: CallbackGauge): void;
}
