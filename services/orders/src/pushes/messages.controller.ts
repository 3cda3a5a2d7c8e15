import { Controller, Headers, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@daifa/service-shell/policy';
import type { FastifyRequest } from 'fastify';
import { MESSAGE_DOOR, MessageDoor } from './message-door.js';
import { MessageBody, MessageTaken } from './messages.dto.js';
import { rawBodyOf } from './raw-body.js';

@ApiTags('channels')
@Controller('channels/messages/:shopKey')
@Allow('public')
export class MessagesController {
  constructor(@Inject(MESSAGE_DOOR) private readonly door: MessageDoor) {}

  /** The sender proves itself by the signature over the raw body, within five minutes of its time. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Where a channel tells that something changed; signed with the shop’s secret 渠道消息推送' })
  @ApiHeader({ name: 'X-Channel-Timestamp', required: true, description: 'Seconds since 1970.' })
  @ApiHeader({ name: 'X-Channel-Signature', required: true, description: 'HMAC-SHA-256 over `timestamp.body` in hexadecimal.' })
  @ApiBody({ type: MessageBody })
  @ApiOkResponse({ type: MessageTaken })
  async receive(@Param('shopKey') shopKey: string, @Headers('x-channel-timestamp') timestamp: string | undefined, @Headers('x-channel-signature') signature: string | undefined, @Req() request: FastifyRequest): Promise<MessageTaken> {
    return { outcome: await this.door.receive(shopKey, { timestamp: timestamp ?? '', signature: signature ?? '' }, rawBodyOf(request.raw)) };
  }
}
