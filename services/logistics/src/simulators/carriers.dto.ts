import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { CARRIER_CODES } from '@daifa/carriers/catalogue';

const LATENCY_MS_MAX = 60_000;
const BALANCE_MAX = 1_000_000_000;
const WEEK_MS = 7 * 24 * 3_600_000;

export class CarrierItem {
  @ApiProperty({ enum: CARRIER_CODES, example: 'YTO' }) code: string;
  @ApiProperty({ example: { zh: '圆通速递', en: 'YTO Express' } }) name: { readonly zh: string; readonly en: string };
  @ApiProperty({ description: 'Regular expression of its numbers.', example: '^YT\\d{13}$' }) waybillPattern: string;
  @ApiProperty({ example: 10 }) labelsPerRequestMax: number;
  @ApiProperty({ example: { until: 'pickup', ratioCapped: true } }) voidRule: { readonly until: 'pickup'; readonly ratioCapped: boolean };
}

export class CarrierList {
  @ApiProperty({ type: [CarrierItem] }) items: CarrierItem[];
}

/** What is left out is as if the carrier behaved well. */
export class SimulatorBody {
  @ApiPropertyOptional({ description: 'From 10 000 on the answer comes too late.', default: 0, example: 0 }) @IsOptional() @IsInt() @Min(0) @Max(LATENCY_MS_MAX) latencyMs?: number;
  @ApiPropertyOptional({ description: 'The call is lost on its way there.', default: 0, example: 0 }) @IsOptional() @IsNumber() @Min(0) @Max(1) failBeforeRate?: number;
  @ApiPropertyOptional({ description: 'The effect happens, its answer is lost.', default: 0, example: 0.2 }) @IsOptional() @IsNumber() @Min(0) @Max(1) failAfterRate?: number;
  @ApiPropertyOptional({ description: 'Refused for good.', default: 0, example: 0 }) @IsOptional() @IsNumber() @Min(0) @Max(1) refuseRate?: number;
  @ApiPropertyOptional({ description: 'Numbers left to buy; null without end.', default: null, nullable: true, type: Number, example: null }) @IsOptional() @IsInt() @Min(0) @Max(BALANCE_MAX) balance?: number | null;
  @ApiPropertyOptional({ description: 'Share of bought numbers that may be voided.', default: 1, example: 1 }) @IsOptional() @IsNumber() @Min(0) @Max(1) voidRatioMax?: number;
  @ApiPropertyOptional({ description: 'A void is answered with "a person has to call".', default: 0, example: 0 }) @IsOptional() @IsNumber() @Min(0) @Max(1) contactRate?: number;
  @ApiPropertyOptional({ description: 'A bought number counts as picked up after this time; null never.', default: null, nullable: true, type: Number, example: null }) @IsOptional() @IsInt() @Min(0) @Max(WEEK_MS) pickupAfterMs?: number | null;
}

export class SimulatorItem {
  @ApiProperty({ enum: CARRIER_CODES, example: 'YTO' }) code: string;
  @ApiProperty({ example: 0 }) latencyMs: number;
  @ApiProperty({ example: 0 }) failBeforeRate: number;
  @ApiProperty({ example: 0 }) failAfterRate: number;
  @ApiProperty({ example: 0 }) refuseRate: number;
  @ApiProperty({ nullable: true, type: Number, example: null }) balance: number | null;
  @ApiProperty({ example: 1 }) voidRatioMax: number;
  @ApiProperty({ example: 0 }) contactRate: number;
  @ApiProperty({ nullable: true, type: Number, example: null }) pickupAfterMs: number | null;
  @ApiProperty({ description: 'Numbers sold since its first day.', example: 17 }) bought: number;
  @ApiProperty({ example: 2 }) voided: number;
}
