import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';

/** The merchant's own business data: where parcels are said to come from, and where returns go. */
export class SenderAddressBody {
  @ApiProperty({ example: '晨光小店' }) @IsString() @MinLength(1) @MaxLength(40) name: string;
  @ApiProperty({ example: '13900000000' }) @Matches(/^[0-9+ -]{7,20}$/) phone: string;
  @ApiProperty({ example: '浙江省' }) @IsString() @MinLength(1) @MaxLength(32) province: string;
  @ApiProperty({ example: '金华市' }) @IsString() @MinLength(1) @MaxLength(32) city: string;
  @ApiProperty({ example: '义乌市' }) @IsString() @MaxLength(32) district: string;
  @ApiProperty({ example: '北苑街道春风大道1号' }) @IsString() @MinLength(1) @MaxLength(200) detail: string;
}

export class SenderAddressItem {
  @ApiProperty({ example: '3f1d9a52-5a0b-5c3e-9a67-0b1c2d3e4f50' }) addressId: string;
  @ApiProperty({ example: '晨光小店' }) name: string;
  @ApiProperty({ example: '13900000000' }) phone: string;
  @ApiProperty({ example: '浙江省' }) province: string;
  @ApiProperty({ example: '金华市' }) city: string;
  @ApiProperty({ example: '义乌市' }) district: string;
  @ApiProperty({ example: '北苑街道春风大道1号' }) detail: string;
  @ApiProperty({ description: 'Counts its changes, from 1.', example: 1 }) version: number;
}

export class SenderAddressList {
  @ApiProperty({ type: [SenderAddressItem], description: 'All of them, at most 100, the oldest first.' }) items: readonly SenderAddressItem[];
}
