import { expect, test } from '@jest/globals';
import { done } from './client/answers.js';
import { until } from './client/until.js';
import { startWorld, type OwnWorld } from './client/world.js';
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
  const full = await startWorld({ world: 'full', replicas: 2 });
  await bound(full);
  await played(full, stories.length);
  const inFull = await digestsOf(full.running.databaseUrl);
  expect(await rebuiltUnlike(full)).toEqual([]);
  await full.stop();

  const embedded = await startWorld({ home: full.home });
  await atRest(embedded);
  expect(await digestsOf(embedded.running.databaseUrl)).toEqual(inFull);
  expect(await rebuiltUnlike(embedded)).toEqual([]);
  expect(await digestsOf(embedded.running.databaseUrl)).toEqual(inFull);
  await played(embedded, 3);
  const inEmbedded = await digestsOf(embedded.running.databaseUrl);
  await embedded.stop();

  const again = await startWorld({ world: 'full', replicas: 2, home: full.home });
  try {
    await atRest(again);
    expect(await digestsOf(again.running.databaseUrl)).toEqual(inEmbedded);
    await played(again, 3);
    expect(await rebuiltUnlike(again)).toEqual([]);
  } finally {
    await again.close();
  }
}, 400_000);
