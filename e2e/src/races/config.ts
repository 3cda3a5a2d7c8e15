const ROUNDS = 1_000;

/** Rounds of each race: RACE_ROUNDS, or a thousand. */
export function raceRounds(environment: NodeJS.ProcessEnv = process.env): number {
  const rounds = Number(environment['RACE_ROUNDS'] ?? ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('RACE_ROUNDS must be a whole number from 1');
  return rounds;
}
