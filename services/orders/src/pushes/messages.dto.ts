import { ApiProperty } from '@nestjs/swagger';
import type { MessageOutcome } from './message-door.js';

/** In the channel's own form; this is Pinduoduo's. */
export class MessageBody {
  @ApiProperty({ example: 'pdd_trade_TradeConfirmed' }) type: string;
  @ApiProperty({ example: '{"tid":"261111-000000000000001"}' }) content: string;
}

export class MessageTaken {
  @ApiProperty({ enum: ['taken', 'repeated', 'later', 'ignored', 'set-aside'], description: 'later: the next reading of the shop has it.', example: 'taken' }) outcome: MessageOutcome;
}
