import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { BusHealth } from '@daifa/messaging/port';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class GroupHealth {
  @ApiProperty({ example: 'orders' }) group: string;
  @ApiProperty({ enum: ['starting', 'running', 'standby', 'stopped', 'crashed', 'closed'], example: 'running' }) state: BusHealth['state'];
  @ApiProperty({ example: true }) live: boolean;
  @ApiProperty({ example: 4711 }) position: number;
  @ApiProperty({ example: 0 }) lag: number;
  @ApiProperty({ type: Number, nullable: true, example: 0 }) parkedKeys: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0 }) deadLetters: number | null;
  @ApiProperty({ type: String, nullable: true, example: null }) lastError: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) alarm: string | null;
  @ApiProperty({ example: 0 }) stalledMs: number;
}

export class DeadLetterItem {
  @ApiProperty({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) id: string;
  @ApiProperty({ example: 'orders' }) group: string;
  @ApiProperty({ example: 'order-0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) stream: string;
  @ApiProperty({ example: 3 }) revision: number;
  @ApiProperty({ example: 4711 }) position: number;
  @ApiProperty({ example: 'AllocationCreated' }) type: string;
  @ApiProperty({ example: 'handler failed' }) reason: string;
  @ApiProperty({ example: 'QueryFailedError' }) error: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) firstSeen: string;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) lastSeen: string;
  @ApiProperty({ example: 3 }) attempts: number;
  @ApiProperty({ enum: ['open', 'replayed', 'discarded'], example: 'open' }) state: string;
  @ApiProperty({ type: String, nullable: true, example: null }) discardReason: string | null;
  @ApiProperty({ example: 2, description: 'Records of the stream that wait, this one included.' }) waiting: number;
}

export class DiscardDeadLetter {
  @ApiProperty({ example: 'written by a test of 11 November' }) @IsString() @MinLength(3) @MaxLength(500) reason: string;
}

export class Unparked {
  @ApiProperty({ enum: ['unparked', 'still-parked', 'not-open'], example: 'unparked' }) kind: string;
  @ApiPropertyOptional({ example: 2 }) applied?: number;
  @ApiPropertyOptional({ example: '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11' }) deadLetterId?: string;
  @ApiPropertyOptional({ example: 'handler failed' }) reason?: string;
}
