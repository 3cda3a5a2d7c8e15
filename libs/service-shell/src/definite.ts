/**
 * The criteria of a TypeORM find, update or delete, refused when they name nothing: TypeORM answers `where: {}` with the
 * first row of the table, and an update by it changes every row.
 *
 * @throws TypeError for criteria without a key, or with a value that is undefined or null
 */
export function definite<Criteria extends object>(criteria: Criteria): Criteria {
  const entries = Object.entries(criteria);
  if (entries.length === 0) throw new TypeError('criteria name nothing: every row would match');
  for (const [key, value] of entries) {
    if (value === undefined || value === null) throw new TypeError(`criteria name ${key} without a value: every row would match`);
  }
  return criteria;
}
