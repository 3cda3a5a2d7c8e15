import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { CARRIER_CODES } from '@daifa/carriers/catalogue';

const STATES = ['IN_REVIEW', 'OPENED', 'REJECTED', 'SUSPENDED', 'CLOSED'] as const;
const DECISIONS = ['APPROVE', 'REJECT', 'SUSPEND', 'RESUME'] as const;

export class RegionShown {
  @ApiProperty({ example: '330782' }) code: string;
  @ApiProperty({ example: '浙江省' }) province: string;
  @ApiProperty({ example: '金华市' }) city: string;
  @ApiProperty({ example: '义乌市' }) district: string;
}

export class BranchQuery {
  @ApiProperty({ enum: CARRIER_CODES, example: 'STO' }) @IsString() @MinLength(1) @MaxLength(16) carrier: string;
  @ApiProperty({ description: 'One of your sender addresses.', example: '3f1d9a52-5a0b-5c3e-9a67-0b1c2d3e4f50' }) @IsString() @MaxLength(64) addressId: string;
}

export class BranchShown {
  @ApiProperty({ example: 'STO-330782-1' }) branchId: string;
  @ApiProperty({ example: '申通快递义乌市一部' }) name: string;
}

export class BranchList {
  @ApiProperty({ type: [BranchShown], description: 'Those of the district of the address.' }) items: readonly BranchShown[];
  @ApiProperty({ type: RegionShown, description: 'Where the address is.' }) region: RegionShown;
  @ApiProperty({ enum: ['NO_BRANCH'], nullable: true, type: String, description: 'NO_BRANCH: the courier has none there.', example: null }) code: 'NO_BRANCH' | null;
}

export class ServiceContactBody {
  @ApiProperty({ example: '林经理' }) @IsString() @MinLength(1) @MaxLength(40) name: string;
  @ApiProperty({ example: '13900000000' }) @Matches(/^[0-9+ -]{7,20}$/) phone: string;
}

export class ApplyBody {
  @ApiProperty({ enum: CARRIER_CODES, example: 'STO' }) @IsString() @MinLength(1) @MaxLength(16) carrier: string;
  @ApiProperty({ example: '3f1d9a52-5a0b-5c3e-9a67-0b1c2d3e4f50' }) @IsString() @MaxLength(64) addressId: string;
  @ApiProperty({ description: 'One of those listed for the courier and the address.', example: 'STO-330782-1' }) @IsString() @MinLength(1) @MaxLength(64) branchId: string;
  @ApiProperty({ type: ServiceContactBody, description: 'For the e-waybill service alone; kept sealed.' }) @ValidateNested() @Type(() => ServiceContactBody) contact: ServiceContactBody;
  @ApiPropertyOptional({ description: 'The version of the agreement that was read and accepted.', example: '2026-01' }) @IsOptional() @IsString() @MaxLength(32) agreementVersion?: string;
}

export class ServiceQuery {
  @ApiPropertyOptional({ enum: STATES, example: 'OPENED' }) @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];
}

export class ServiceShown {
  @ApiProperty({ example: '7c1d9a52-5a0b-5c3e-9a67-0b1c2d3e4f50' }) serviceId: string;
  @ApiProperty({ example: 'STO' }) carrier: string;
  @ApiProperty({ enum: STATES, example: 'OPENED' }) state: string;
  @ApiProperty({ description: 'Why it was rejected or suspended.', example: '' }) reason: string;
  @ApiProperty({ example: '3f1d9a52-5a0b-5c3e-9a67-0b1c2d3e4f50' }) addressId: string;
  @ApiProperty({ description: 'The version of the address it was applied for.', example: 1 }) addressVersion: number;
  @ApiProperty({ type: RegionShown }) region: RegionShown;
  @ApiProperty({ example: 'STO-330782-1' }) branchId: string;
  @ApiProperty({ example: '申通快递义乌市一部' }) branchName: string;
  @ApiProperty({ description: 'Masked.', example: '林** 139****0000' }) contact: string;
  @ApiProperty({ example: '2026-01' }) agreementVersion: string;
  @ApiProperty({ description: 'When it was applied for, and the agreement accepted.', example: '2026-11-11T02:00:00.000Z' }) appliedAt: string;
}

export class ServiceList {
  @ApiProperty({ type: [ServiceShown], description: 'The oldest first.' }) items: readonly ServiceShown[];
}

export class ReviewBody {
  @ApiProperty({ description: 'Whose service it is.', example: '5b0c1a52-2f3e-5a7e-9d51-0a1b2c3d4e5f' }) @IsUUID() merchantId: string;
  @ApiProperty({ enum: DECISIONS, example: 'APPROVE' }) @IsIn(DECISIONS) decision: (typeof DECISIONS)[number];
  @ApiPropertyOptional({ default: '', example: '证件不清' }) @IsOptional() @IsString() @MaxLength(200) reason?: string;
}
