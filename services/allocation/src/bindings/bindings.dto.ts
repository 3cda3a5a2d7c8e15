import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsDefined, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { ListQuery } from '@daifa/service-shell/list-query.dto';

const SERVICE_TYPES = ['PRINT_ONLY', 'PRINT_AND_SHIP'] as const;
const STATES = ['PENDING', 'ACTIVE', 'REJECTED', 'WITHDRAWN', 'UNBOUND'] as const;

/** The sender that stands on the labels: the merchant's own business data. */
export class SenderBody {
  @ApiProperty({ example: '晨光小店' }) @IsString() @MinLength(1) @MaxLength(40) name: string;
  @ApiProperty({ example: '13900000000' }) @Matches(/^[0-9+ -]{7,20}$/) phone: string;
  @ApiProperty({ example: '浙江省义乌市北苑街道春风大道1号' }) @IsString() @MinLength(4) @MaxLength(200) address: string;
}

export class RequestBinding {
  @ApiProperty({ description: 'The factory\'s shop id (厂家店铺ID), given to you by the factory.', example: 'F10000001' }) @IsString() @MaxLength(32) factoryShopId: string;
  @ApiProperty({ description: 'What the factory calls you; your real shop name is never told.', example: '晨光小店' }) @IsString() @MinLength(1) @MaxLength(40) merchantAlias: string;
  @ApiProperty({ type: SenderBody }) @IsDefined() @ValidateNested() @Type(() => SenderBody) sender: SenderBody;
  @ApiPropertyOptional({ enum: SERVICE_TYPES, default: 'PRINT_ONLY', example: 'PRINT_ONLY' }) @IsOptional() @IsIn(SERVICE_TYPES) serviceType?: (typeof SERVICE_TYPES)[number];
  @ApiPropertyOptional({ description: 'False for a factory that prints outside this system: every block of it is flagged UNFENCED.', default: true, example: true }) @IsOptional() @IsBoolean() fenced?: boolean;
}

export class RejectBinding {
  @ApiProperty({ example: '产能不足' }) @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class BindingQuery extends ListQuery {
  @ApiPropertyOptional({ enum: STATES, example: 'ACTIVE' }) @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];
}

export class BindingItem {
  @ApiProperty({ example: '0f0e0d0c-0b0a-5908-8706-050403020100.1' }) bindingId: string;
  @ApiProperty({ enum: STATES, example: 'ACTIVE' }) state: string;
  @ApiProperty({ example: '晨光小店' }) merchantAlias: string;
  @ApiProperty({ description: 'The factory, for its merchant; a factory sees its own id.', example: '9a4e7c10-6b1d-4f0e-8a77-112233445566' }) factoryId: string;
  @ApiProperty({ enum: SERVICE_TYPES, example: 'PRINT_ONLY' }) serviceType: string;
  @ApiProperty({ example: true }) fenced: boolean;
}

export class BindingPage {
  @ApiProperty({ type: [BindingItem] }) items: BindingItem[];
  @ApiProperty({ nullable: true, type: String, example: null }) next: string | null;
}
