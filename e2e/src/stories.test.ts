import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type OwnWorld } from './client/world.js';
import { bound } from './stories/fresh.js';
import { Stage, type Line } from './stories/stage.js';
import { stories } from './stories/stories.js';

let world: OwnWorld;

beforeAll(async () => {
  world = await startWorld();
  await bound(world);
});

afterAll(() => world.close());

test.each(stories.map((story) => [story.id, story] as const))('%s', async (_, story) => {
  const stage = new Stage(world);
  await story.play(stage);
  console.log(story.id, stage.lines.map(short).join('\n'));
});

function short(line: Line): string {
  switch (line.kind) {
    case 'scene': return `${line.who}: ${line.text.en}`;
    case 'event': return `   r${line.event.revision} ${line.event.type} by ${line.event.actor.kind} ${JSON.stringify(line.event.data).slice(0, 80)}`;
    case 'refusal': return `   ✗ ${line.codes.join()}`;
    case 'fact': return `   = ${line.text.en}`;
  }
}
void describe; void expect;
