import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
import type { Weekday } from '@daifa/order-domain/business-day';
import { REVIEW_KINDS, type ReviewKind } from '@daifa/order-domain/review-rules';
import { STAGES, type Stage } from '@daifa/order-domain/stage-targets';
import { HOLD_TYPES, type Channel, type HoldType } from '@daifa/order-domain/words';

const CHANNELS = ['PDD', 'DOUYIN', 'TAOBAO', 'API'] as const;
const BASES = ['PAID_AT', 'CONFIRMED_AT'] as const;
const PROMISES = ['REPLACES', 'TIGHTENS'] as const;
const DAYS = ['WORKING', 'EVERY'] as const;
/** Some thirty exceptions a year: thirty years. */
const EXCEPTIONS_MAX = 1_000;
const RULES_MAX = 100;
const WORDS_MAX = 200;
/** Every stage for every factory of a large merchant. */
const TARGETS_MAX = 1_000;
/** Ninety days: no channel waits longer. */
const MINUTES_MAX = 90 * 24 * 60;
const VERSION_MAX = 2 ** 31 - 1;
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const CUTOFF = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const SHIP_BY = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

export class RulesQuery {
  @ApiPropertyOptional({ description: 'An earlier version; left out, the current one.', example: 0 }) @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(VERSION_MAX) version?: number;
  @ApiPropertyOptional({ description: 'Whose rules; for the platform only, and required there.', example: '5b0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f' }) @IsOptional() @IsUUID() merchantId?: string;
}

export class CalendarDay {
  @ApiProperty({ example: '2026-10-01' }) @IsString() @Matches(DAY) day: string;
  @ApiProperty({ description: 'false: a holiday 放假; true: worked although its weekday is not 调休.', example: false }) @IsBoolean() working: boolean;
  @ApiProperty({ example: '国庆节' }) @IsString() @MaxLength(60) name: string;
}

export class WorkingCalendarBody {
  @ApiProperty({ description: 'Weekdays that are worked, 1 is Monday, 7 Sunday.', type: [Number], example: [1, 2, 3, 4, 5, 6] })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(7) @IsIn([1, 2, 3, 4, 5, 6, 7], { each: true }) weekdays: Weekday[];
  @ApiProperty({ type: [CalendarDay] }) @IsArray() @ArrayMaxSize(EXCEPTIONS_MAX) @ValidateNested({ each: true }) @Type(() => CalendarDay) exceptions: CalendarDay[];
}

export class CutoffBody {
  @ApiProperty({ description: 'Strictly before it: the same day. Asia/Shanghai.', example: '17:00' }) @IsString() @Matches(CUTOFF) cutoff: string;
  @ApiProperty({ description: 'By when it leaves that day; 24:00 is the end of the day.', example: '18:00' }) @IsString() @Matches(SHIP_BY) shipBy: string;
  @ApiProperty({ enum: DAYS, example: 'WORKING' }) @IsIn(DAYS) days: (typeof DAYS)[number];
}

export class LimitBody {
  @ApiProperty({ example: 1440 }) @IsInt() @Min(1) @Max(MINUTES_MAX) minutes: number;
  @ApiProperty({ enum: DAYS, example: 'WORKING' }) @IsIn(DAYS) time: (typeof DAYS)[number];
}

export class ShipPolicyBody {
  @ApiProperty({ enum: CHANNELS, example: 'API' }) @IsIn(CHANNELS) channel: Channel;
  @ApiProperty({ enum: BASES, description: 'From when the time runs.', example: 'PAID_AT' }) @IsIn(BASES) basis: (typeof BASES)[number];
  @ApiProperty({ enum: BASES, description: 'The same, paid on delivery 货到付款.', example: 'CONFIRMED_AT' }) @IsIn(BASES) codBasis: (typeof BASES)[number];
  @ApiProperty({ enum: PROMISES, description: 'A promised date replaces the rest, or only tightens it.', example: 'TIGHTENS' }) @IsIn(PROMISES) promise: (typeof PROMISES)[number];
  @ApiProperty({ type: [CutoffBody], description: 'Of cut-offs and limits the earliest counts.' }) @IsArray() @ArrayMaxSize(10) @ValidateNested({ each: true }) @Type(() => CutoffBody) cutoffs: CutoffBody[];
  @ApiProperty({ type: [LimitBody] }) @IsArray() @ArrayMaxSize(10) @ValidateNested({ each: true }) @Type(() => LimitBody) limits: LimitBody[];
  @ApiProperty({ enum: HOLD_TYPES, isArray: true, description: 'Holds that stop the clock; none by default.', example: [] }) @IsArray() @ArrayMaxSize(20) @IsIn(HOLD_TYPES, { each: true }) pausesOn: HoldType[];
}

export class StageTargetBody {
  @ApiProperty({ enum: STAGES, example: 'PRINT' }) @IsIn(STAGES) stage: Stage;
  @ApiProperty({ required: false, description: 'For one binding; null for all others.', type: String, nullable: true, example: null }) @IsOptional() @IsString() @MaxLength(64) bindingId: string | null = null;
  @ApiProperty({ example: 240 }) @IsInt() @Min(1) @Max(MINUTES_MAX) minutes: number;
}

export class ShippingRulesBody {
  @ApiProperty({ type: [ShipPolicyBody], description: 'A channel without one has no deadline.' }) @IsArray() @ArrayMaxSize(10) @ValidateNested({ each: true }) @Type(() => ShipPolicyBody) policies: ShipPolicyBody[];
  @ApiProperty({ type: [StageTargetBody], description: 'A stage without one keeps the default.' }) @IsArray() @ArrayMaxSize(TARGETS_MAX) @ValidateNested({ each: true }) @Type(() => StageTargetBody) targets: StageTargetBody[];
}

export class ReviewRuleBody {
  @ApiProperty({ example: 'forwarders' }) @IsString() @Matches(/^[\w.-]{1,64}$/) ruleId: string;
  @ApiProperty({ enum: REVIEW_KINDS, example: 'ADDRESS_MATCHES' }) @IsIn(REVIEW_KINDS) kind: ReviewKind;
  @ApiPropertyOptional({ description: 'Fen for AMOUNT_OVER, units for QUANTITY_OVER.', default: 0, example: 0 }) @IsOptional() @IsInt() @Min(0) @Max(100_000_000_00) threshold?: number;
  @ApiPropertyOptional({ type: [String], description: 'For ADDRESS_MATCHES: one of these in the address.', example: ['转运仓'] })
  @IsOptional() @IsArray() @ArrayMaxSize(WORDS_MAX) @IsString({ each: true }) @MinLength(1, { each: true }) @MaxLength(60, { each: true }) words?: string[];
}

export class ReviewRulesBody {
  @ApiProperty({ type: [ReviewRuleBody], description: 'An order that none of them matches is approved once it is paid.' })
  @IsArray() @ArrayMaxSize(RULES_MAX) @ValidateNested({ each: true }) @Type(() => ReviewRuleBody) rules: ReviewRuleBody[];
}

export class RulesVersion {
  @ApiProperty({ description: 'What events decided by these rules carry as ruleVersion.', example: 3 }) version: number;
  @ApiProperty({ type: String, nullable: true, description: 'null: what everybody begins with.', example: '2026-11-11T02:00:00.000Z' }) publishedAt: string | null;
}

export class WorkingCalendarAnswer extends RulesVersion {
  @ApiProperty({ type: WorkingCalendarBody }) calendar: WorkingCalendarBody;
}

export class ShippingRulesAnswer extends RulesVersion {
  @ApiProperty({ type: [ShipPolicyBody] }) policies: ShipPolicyBody[];
  @ApiProperty({ type: [StageTargetBody] }) targets: StageTargetBody[];
}

export class ReviewRulesAnswer extends RulesVersion {
  @ApiProperty({ type: [ReviewRuleBody] }) rules: ReviewRuleBody[];
}
