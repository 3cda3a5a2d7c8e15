import type { Asked } from './asked.js';
import { problem } from './problems.js';
import type { World } from './world.js';

/** How long a list waits for the write its caller names; a projection is milliseconds behind. */
const WAIT_MS_MAX = 2_000;

/**
 * Waits until the group's read models have reached the position in `Daifa-Position`, if the caller named one.
 *
 * @throws Problem READ_BEHIND when they have not within two seconds: ask again
 */
export async function readYourWrites(world: World, group: string, asked: Asked): Promise<void> {
  const position = asked.readPosition();
  const bus = world.groups.get(group)?.bus;
  if (position === undefined || !bus) return;
  if (!(await bus.waitFor(position, WAIT_MS_MAX))) throw problem('READ_BEHIND', { position });
}
