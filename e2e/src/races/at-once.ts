/** Runs so many at the same time, and gives the results in the order of the items. */
export async function atOnce<Item, Value>(items: readonly Item[], lanes: number, run: (item: Item) => Promise<Value>): Promise<readonly Value[]> {
  const values: Value[] = [];
  const left = items.entries();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const [n, item] of left) values[n] = await run(item);
  }));
  return values;
}
