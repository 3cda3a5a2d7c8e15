import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { FEED_TYPES } from './feed-entries.js';

const SEQ_MAX = Number.MAX_SAFE_INTEGER;
export const ENTRIES_MAX = 500;
const WAIT_MS_MAX = 30_000;

export class FeedQuery {
  @ApiPropertyOptional({ description: 'The `seq` of the last entry you have; 0 is the beginning.', default: 0, example: 4711 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(SEQ_MAX) after?: number;
  @ApiPropertyOptional({ minimum: 1, maximum: ENTRIES_MAX, default: 100, example: 100 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(ENTRIES_MAX) limit?: number;
  @ApiPropertyOptional({ description: 'How long to wait for the first entry when there is none yet, in milliseconds.', minimum: 0, maximum: WAIT_MS_MAX, default: 0, example: 25000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(WAIT_MS_MAX) waitMs?: number;
}

export class FeedItem {
  @ApiProperty({ description: 'Counts from 1 in your feed, without gaps.', example: 4712 }) seq: number;
  @ApiProperty({ description: 'The `seq` before this one: if you do not have it, you have missed something; ask again from there.', example: 4711 }) prevSeq: number;
  @ApiProperty({ enum: FEED_TYPES, example: 'allocation.cancelled' }) type: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1.1' }) allocationId: string;
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderMaskSn: string;
  @ApiProperty({ description: 'Revision of the order this happened at.', example: 7 }) revision: number;
  @ApiProperty({ description: 'Place in the whole log; serves as Daifa-Position.', example: 90210 }) position: number;
  @ApiProperty({ example: '2026-11-11T02:00:00.000Z' }) at: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: '`changes` holds the fields of the work item that are different now; laid over one another they are the work list.', example: { changes: { status: 'CANCELLED', cancelReason: 'AFTER_SALE' }, instruction: 'DESTROY_LABEL' } })
  payload: object;
}

export class FeedAnswer {
  @ApiProperty({ type: [FeedItem] }) items: readonly FeedItem[];
  @ApiProperty({ description: 'The newest `seq` there is.', example: 4712 }) head: number;
  @ApiProperty({ description: 'The `seq` these entries follow on.', example: 4711 }) prevSeq: number;
}
