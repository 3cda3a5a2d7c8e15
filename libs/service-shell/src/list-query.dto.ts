import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const PAGE_ITEMS_MAX = 100;

/** What every list takes. */
export class ListQuery {
  @ApiPropertyOptional({ description: 'From `next` of the page before.' }) @IsOptional() @IsString() @MaxLength(1024) cursor?: string;
  @ApiPropertyOptional({ minimum: 1, maximum: PAGE_ITEMS_MAX, default: 50, example: 50 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(PAGE_ITEMS_MAX) limit?: number;
}
