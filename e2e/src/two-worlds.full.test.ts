import { afterAll, expect, test } from '@jest/globals';
import { done } from './client/answers.js';
import { until } from './client/until.js';
import { startWorld, type OwnWorld, type WorldOptions } from './client/world.js';
import { bound } from './stories/fresh.js';
import { Stage } from './stories/stage.js';
import { stories } from './stories/stories.js';
import { digestsOf, rebuiltUnlike } from './torture/rebuilt.js';
import { storeOf } from './verify/open-store.js';
import { verifyStore } from './verify/verify-store.js';

/** A world that has applied all there is, processes' own consequences too. */
async function atRest({ platform, running }: OwnWorld): Promise<void> {
  const store = await storeOf(running);
  await until('nothing new, and all groups at the head', async () => {
    const head = await store.headPosition();
    const groups = done(await platform.groups());
    return groups.every(({ position }) => position >= head) && (await store.headPosition()) === head;
  }, (rests) => rests);
  expect((await verifyStore(store)).findings).toEqual([]);
  await store.close();
}

async function played(world: OwnWorld, count: number): Promise<void> {
  for (const story of stories.slice(0, count)) await story.play(new Stage(world, () => undefined));
  await atRest(world);
}

test('one history, two worlds: the read models are the same in both, and a system may move from one to the other and back', async () => {
  const inFull = await inWorld({ world: 'full', replicas: 2 }, async (full) => {
    await bound(full);
    await played(full, stories.length);
    const live = await digestsOf(full.running.databaseUrl);
    expect(await rebuiltUnlike(full)).toEqual([]);
    return live;
  });
  const inEmbedded = await inWorld({ world: 'embedded' }, async (embedded) => {
    await atRest(embedded);
    expect(await digestsOf(embedded.running.databaseUrl)).toEqual(inFull);
    expect(await rebuiltUnlike(embedded)).toEqual([]);
    await played(embedded, 3);
    return digestsOf(embedded.running.databaseUrl);
  });
  await inWorld({ world: 'full', replicas: 2 }, async (full) => {
    await atRest(full);
    expect(await digestsOf(full.running.databaseUrl)).toEqual(inEmbedded);
    await played(full, 3);
    expect(await rebuiltUnlike(full)).toEqual([]);
  });
}, 900_000);

/** Runs a world on the one home of this test. The last of them removes it. */
async function inWorld<Result>(options: WorldOptions, act: (world: OwnWorld) => Promise<Result>): Promise<Result> {
  const world = await startWorld({ ...options, ...(home !== null && { home }) });
  home = world.home;
  try {
    return await act(world);
  } finally {
    last = world;
    await world.stop();
  }
}

let home: string | null = null;
let last: OwnWorld | null = null;
afterAll(() => last?.close());
