import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Bus } from '@daifa/messaging/port';
import type { DeadLetter } from '@daifa/projection/dead-letters';
import { DeadLetterItem, DiscardDeadLetter, GroupHealth, Unparked } from './operations.dto.js';
import { Allow, Streamed } from './policy.js';
import { notFound, problem } from './problems.js';
import { WORLD, type RunningGroup, type World } from './world.js';

/** What operators ask of consumer groups, on every process: where they are, what is stuck, and to go on. */
@ApiTags('operations')
@Controller('operations')
@Allow(['platform'])
export class OperationsController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @Get('groups')
  @ApiOperation({ summary: 'Consumer groups with position, lag, parked keys and alarms 消费组状态' })
  @ApiOkResponse({ type: [GroupHealth] })
  groups(): Promise<GroupHealth[]> {
    return Promise.all([...this.world.groups.values()].map(({ bus }) => bus.health()));
  }

  @Get('dead-letters')
  @ApiOperation({ summary: 'Records that no handler could apply, newest first 死信列表' })
  @ApiOkResponse({ type: [DeadLetterItem] })
  async deadLetters(): Promise<DeadLetterItem[]> {
    const lists = await Promise.all([...this.world.groups.values()].map(({ bus }) => bus.list()));
    return lists.flat().map(shown);
  }

  @Get('dead-letters/:group/:id')
  @ApiOperation({ summary: 'One dead letter 死信详情' })
  @ApiOkResponse({ type: DeadLetterItem })
  async deadLetter(@Param('group') group: string, @Param('id') id: string): Promise<DeadLetterItem> {
    return shown(await this.#letter(this.#bus(group), id));
  }

  @Post('dead-letters/:group/:id/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Apply a parked key again, the poison record first 重放死信' })
  @ApiOkResponse({ type: Unparked })
  async replay(@Param('group') group: string, @Param('id') id: string): Promise<Unparked> {
    const bus = this.#bus(group);
    await this.#letter(bus, id);
    return bus.replay(id);
  }

  @Post('dead-letters/:group/:id/discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Leave a poison record out for good, and apply what waits behind it 丢弃死信' })
  @ApiOkResponse({ type: Unparked })
  async discard(@Param('group') group: string, @Param('id') id: string, @Body() { reason }: DiscardDeadLetter): Promise<Unparked> {
    const bus = this.#bus(group);
    await this.#letter(bus, id);
    return bus.discard(id, reason);
  }

  @Post('groups/:group/rebuild')
  @HttpCode(202)
  @Streamed(true)
  @ApiOperation({ summary: 'Empty a group\'s read models and fill them from the log again; answers when it has caught up 重建读模型' })
  @ApiOkResponse({ type: GroupHealth })
  async rebuild(@Param('group') name: string): Promise<GroupHealth> {
    const { bus, readModels } = this.#group(name);
    const [first, ...others] = readModels;
    if (first === undefined) throw problem('CAPABILITY_UNSUPPORTED', { group: name });
    await bus.rebuild([first, ...others]);
    return bus.health();
  }

  #group(name: string): RunningGroup {
    const group = this.world.groups.get(name);
    if (!group) throw notFound('NOT_FOUND', { group: name });
    return group;
  }

  #bus(group: string): Bus {
    return this.#group(group).bus;
  }

  async #letter(bus: Bus, id: string): Promise<DeadLetter> {
    const letter = /^[0-9a-f-]{36}$/.test(id) ? await bus.show(id) : null;
    if (!letter) throw notFound('NOT_FOUND', { deadLetterId: id });
    return letter;
  }
}

function shown({ id, group, record, reason, error, firstSeen, lastSeen, attempts, state, discardReason, waiting }: DeadLetter): DeadLetterItem {
  const { stream, revision, position, type } = record;
  return { id, group, stream, revision, position, type, reason, error, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString(), attempts, state, discardReason, waiting };
}
