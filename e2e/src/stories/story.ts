import type { Stage, Text } from './stage.js';

/** A golden story (requirements 5.3): plays on any system, throws where it does not go as it has to. */
export type Story = {
  readonly id: `G-${string}`;
  readonly title: Text;
  /** The rules and races it shows. */
  readonly rules: readonly string[];
  readonly play: (stage: Stage) => Promise<void>;
};
