const ROUNDS = 1_000;

/** Rounds of each race: RACE_ROUNDS, or a thousand. */
export function raceRounds(environment: NodeJS.ProcessEnv = process.env): number {
  const rounds = Number(environment['RACE_ROUNDS'] ?? ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('RACE_ROUNDS must be a whole number from 1');
  return rounds;
}

/** Of each race in the full world, where a round costs a dozen processes' time; RACE_ROUNDS goes for both. */
const FULL_ROUNDS = 60;

export function fullRaceRounds(environment: NodeJS.ProcessEnv = process.env): number {
  return environment['RACE_ROUNDS'] === undefined ? FULL_ROUNDS : raceRounds(environment);
}
