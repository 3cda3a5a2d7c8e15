import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

const EFFECTS = ['CANCEL', 'SUSPEND'] as const;
/** After-sales, address changes and risk reviews have routes of their own, which place and release their holds. */
const TYPES = ['MERCHANT', 'APP', 'BUYER_CANCEL', 'SHOP_CLOSED'] as const;
const LINES_MAX = 200;

export class HeldLine {
  @ApiProperty({ example: '1' }) @IsString() @MaxLength(64) lineId: string;
  @ApiProperty({ example: 1 }) @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

export class PlaceHoldBody {
  @ApiPropertyOptional({ enum: TYPES, default: 'MERCHANT', description: 'BUYER_CANCEL and SHOP_CLOSED are the platform\'s.', example: 'MERCHANT' }) @IsOptional() @IsIn(TYPES) type?: (typeof TYPES)[number];
  @ApiProperty({ enum: EFFECTS, description: 'CANCEL takes the allocation back, SUSPEND keeps it and stops printing.', example: 'SUSPEND' }) @IsIn(EFFECTS) effect: (typeof EFFECTS)[number];
  @ApiPropertyOptional({ type: [HeldLine], description: 'Lines and quantities; none: the whole order.', example: [{ lineId: '1', quantity: 1 }] })
  @IsOptional() @IsArray() @ArrayMaxSize(LINES_MAX) @ValidateNested({ each: true }) @Type(() => HeldLine) lines?: HeldLine[];
  @ApiPropertyOptional({ description: 'Your own handle: the same handle is the same hold.', example: 'quality-check' }) @IsOptional() @IsString() @Matches(/^[\w.-]{1,64}$/) handle?: string;
  @ApiProperty({ example: '核对库存' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class RiskReviewBody {
  @ApiPropertyOptional({ description: 'The platform\'s own number of the review.', example: 'risk-20261111-1' }) @IsOptional() @IsString() @Matches(/^[\w.-]{1,64}$/) reviewId?: string;
  @ApiProperty({ example: '异地下单' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class ApprovalBody {
  @ApiProperty({ enum: ['APPROVED', 'REJECTED'], example: 'APPROVED' }) @IsIn(['APPROVED', 'REJECTED']) decision: 'APPROVED' | 'REJECTED';
  @ApiPropertyOptional({ example: '已核对' }) @IsOptional() @IsString() @MaxLength(200) note?: string;
}

export class OrderChanged {
  @ApiProperty({ example: '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f' }) orderId: string;
  @ApiProperty({ example: 5 }) revision: number;
  @ApiProperty({ description: 'What the command did, as events of the order stream.', type: [String], example: ['HoldPlaced', 'PrintPermitRevoked'] }) effects: string[];
  @ApiPropertyOptional({ description: 'The hold that was placed.', example: 'MERCHANT:quality-check:1' }) holdId?: string;
}
